// SPDX-License-Identifier: BSL-1.0
// Values as bytes, and bytes that nobody has written.
#include <random>
#include <thread>

#include "methods.hpp"

namespace mp = multiprocessing;
using mp::detail::dumps;
using mp::detail::loads;

namespace {

struct Chain {
  std::unique_ptr<Chain> next;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(next);
  }
};

using Everything = std::tuple<std::map<std::string, std::vector<int>>, std::optional<double>,
                              std::variant<int, std::string>, std::array<char, 3>, std::set<long>, bool>;

static_assert(mp::Picklable<Everything>);
static_assert(mp::Picklable<mp::Lock> && mp::Picklable<mp::Queue<int>> && mp::Picklable<mp::Connection>);
static_assert(!mp::Picklable<int*> && !mp::Picklable<std::vector<int*>>);
static_assert(!mp::Picklable<std::pair<int, std::optional<std::thread>>>);

}  // namespace

BOOST_AUTO_TEST_CASE(values_come_back) {
  const Everything value{{{"a", {1, 2}}, {"", {}}}, 0.5, std::string("v"), {'x', 'y', 'z'}, {-1, 5}, true};
  BOOST_TEST((loads<Everything>(dumps(value)) == value));
  BOOST_TEST(loads<std::string>(dumps("literal")) == "literal");
}

BOOST_AUTO_TEST_CASE(a_message_is_used_up_and_no_more) {
  auto bytes = dumps(std::string("abc"));
  bytes.push_back(std::byte{0});
  BOOST_CHECK_THROW((void)loads<std::string>(bytes), mp::UnpicklingError);
  bytes.resize(bytes.size() - 2);
  BOOST_CHECK_THROW((void)loads<std::string>(bytes), mp::UnpicklingError);
  BOOST_CHECK_THROW((void)loads<int>({}), mp::UnpicklingError);
}

BOOST_AUTO_TEST_CASE(a_count_is_not_believed) {
  const auto claims = dumps(std::uint64_t{1} << 62);
  BOOST_CHECK_THROW((void)loads<std::string>(claims), mp::UnpicklingError);
  BOOST_CHECK_THROW((void)loads<std::vector<double>>(claims), mp::UnpicklingError);
  BOOST_CHECK_THROW((void)(loads<std::map<int, int>>(claims)), mp::UnpicklingError);
}

BOOST_AUTO_TEST_CASE(depth_has_an_end) {
  BOOST_CHECK_THROW((void)loads<Chain>(mp::Bytes(1'000'000, std::byte{1})), mp::UnpicklingError);
  Chain chain;
  Chain* end = &chain;
  for (int i = 0; i < 500; ++i, end = end->next.get()) end->next = std::make_unique<Chain>();
  BOOST_CHECK_NO_THROW((void)loads<Chain>(dumps(chain)));
  for (int i = 0; i < 10'000; ++i, end = end->next.get()) end->next = std::make_unique<Chain>();
  BOOST_CHECK_THROW((void)dumps(chain), mp::UnpicklableError);
}

BOOST_AUTO_TEST_CASE(random_bytes_give_a_value_or_an_error) {
  std::mt19937 random(20);
  for (int round = 0; round < 3000; ++round) {
    mp::Bytes bytes(random() % 200);
    for (auto& byte : bytes) byte = static_cast<std::byte>(random() % 4 == 0 ? random() : 0);
    try {
      (void)loads<Everything>(bytes);
    } catch (const mp::UnpicklingError&) {
    }
  }
}

BOOST_AUTO_TEST_CASE(bytes_cannot_name_a_live_object) {
  BOOST_CHECK_THROW((void)loads<mp::Lock>(mp::Bytes(100)), mp::UnpicklingError);
  BOOST_CHECK_THROW((void)loads<mp::Connection>(mp::Bytes(100)), mp::UnpicklingError);
}

BOOST_AUTO_TEST_CASE(loading_ends_with_the_loading) {
  (void)loads<int>(dumps(1));
  BOOST_TEST(!mp::detail::loading());
  try {
    (void)loads<int>({});
  } catch (const mp::UnpicklingError&) {
  }
  BOOST_TEST(!mp::detail::loading());
  BOOST_TEST(!mp::Lock().locked());
}
