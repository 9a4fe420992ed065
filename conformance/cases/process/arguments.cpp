// SPDX-License-Identifier: BSL-1.0
// Process arguments: what a target is given.
#include <map>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "conformance/host/case.hpp"
#include "conformance/host/helpers.hpp"

namespace conformance {
namespace {

struct Point {
  double x = 0;
  double y = 0;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(x, y);
  }
  bool operator==(const Point&) const = default;
};

enum class Colour { red, green };

struct Adder {
  int summand = 0;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(summand);
  }
  void operator()(int value) const { mp::exit(value + summand); }
};

void multiply(int left, int right) { mp::exit(left * right); }

}  // namespace

MP_CASE("process.arguments.scalars-arrive", requires_("PROCESS-ARGUMENTS-ARRIVE")) {
  BOOST_TEST(exitcode_of(
                 [](bool flag, char letter, int number, std::uint64_t big, double real, Colour colour) {
                   answer(flag && letter == 'x' && number == -5 && big == 0xffff'ffff'ffff'fff0U && real == 0.1 &&
                          colour == Colour::green);
                 },
                 true, 'x', -5, std::uint64_t{0xffff'ffff'ffff'fff0U}, 0.1, Colour::green) == yes);
}

MP_CASE("process.arguments.strings-arrive", requires_("PROCESS-ARGUMENTS-ARRIVE")) {
  using namespace std::string_literals;
  BOOST_TEST(exitcode_of([](const std::string& empty, const std::string& zeros,
                            const std::string& text) { answer(empty.empty() && zeros == "a\0b\0"s && text == "grün"); },
                         ""s, "a\0b\0"s, "grün"s) == yes);
}

MP_CASE("process.arguments.containers-arrive", requires_("PROCESS-ARGUMENTS-ARRIVE")) {
  using Table = std::map<std::string, std::vector<int>>;
  using Either = std::variant<int, std::string>;
  const Table table{{"one", {1}}, {"three", {1, 2, 3}}, {"none", {}}};
  BOOST_TEST(exitcode_of(
                 [](const Table& got, std::optional<int> nothing, const Either& either) {
                   answer(got == Table{{"one", {1}}, {"three", {1, 2, 3}}, {"none", {}}} && !nothing &&
                          either == Either("text"));
                 },
                 table, std::optional<int>(), Either("text")) == yes);
}

MP_CASE("process.arguments.user-types-arrive", requires_("PROCESS-ARGUMENTS-USER-TYPES")) {
  BOOST_TEST(exitcode_of(
                 [](const Point& point, const std::vector<Point>& line) {
                   answer(point == Point{1.5, -2} && line.size() == 2 && line[1] == Point{3, 4});
                 },
                 Point{1.5, -2}, std::vector<Point>{{1, 2}, {3, 4}}) == yes);
}

MP_CASE("process.arguments.move-only-values-arrive", requires_("PROCESS-ARGUMENTS-USER-TYPES")) {
  BOOST_TEST(exitcode_of([](std::unique_ptr<int> number) { answer(number != nullptr && *number == 9); },
                         std::make_unique<int>(9)) == yes);
}

MP_CASE("process.arguments.a-megabyte-arrives", requires_("PROCESS-ARGUMENTS-LARGE")) {
  BOOST_TEST(exitcode_of([](const std::string& text) { answer(text == pattern(1'000'000)); }, pattern(1'000'000)) ==
             yes);
}

MP_CASE("process.arguments.are-copies", requires_("PROCESS-ARGUMENTS-COPIED")) {
  std::vector<int> numbers{1, 2, 3};
  mp::Process child(
      [](std::vector<int> mine) {
        mine.clear();
        answer(mine.empty());
      },
      numbers);
  numbers.push_back(4);  // after the process was made: the child is given what was said then
  child.start();
  child.join();
  BOOST_TEST(child.exitcode() == yes);
  BOOST_TEST(numbers.size() == 4U);
}

MP_CASE("process.target.may-be-a-function", requires_("PROCESS-TARGET-KINDS")) {
  BOOST_TEST(exitcode_of(&multiply, 6, 7) == 42);
}

MP_CASE("process.target.may-be-an-object-with-state", requires_("PROCESS-TARGET-KINDS")) {
  BOOST_TEST(exitcode_of(Adder{30}, 7) == 37);
}

MP_CASE("process.target.may-capture-under-fork", requires_("PROCESS-TARGET-CAPTURES-FORK"),
        {.start_methods = {mp::StartMethod::fork}}) {
  const std::string text = pattern(100);
  BOOST_TEST(exitcode_of([&text] { answer(text == pattern(100)); }) == yes);
}

}  // namespace conformance
