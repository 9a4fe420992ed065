// SPDX-License-Identifier: BSL-1.0
// Array and RawArray: many objects that processes share.
#include <algorithm>
#include <list>
#include <numeric>
#include <stdexcept>

#include "conformance/host/case.hpp"
#include "conformance/host/helpers.hpp"

namespace conformance {
namespace {

const std::vector<int> seven{680, 626, 934, 821, 150, 233, 548};

template <class A>
void prefix_sum(A array) {
  if constexpr (requires { array.update([](std::span<int>) {}); }) {
    array.update([](std::span<int> all) { std::partial_sum(all.begin(), all.end(), all.begin()); });
  } else {
    std::partial_sum(array.begin(), array.end(), array.begin());
  }
}

std::vector<int> sums() {
  auto expected = seven;
  prefix_sum(std::span(expected));
  return expected;
}

void die_inside(mp::Array<int> array, mp::Connection inside) {
  mp::Event never;
  auto guard = array.synchronize();
  guard[0] = 13;
  inside.send(1);
  (void)never.wait();
}

}  // namespace

MP_CASE("array.make.from-a-list-and-from-ranges", requires_("ARRAY-INITIAL")) {
  const mp::Array<int> array{1, 2, 3};
  BOOST_TEST(array.size() == 3U);
  BOOST_TEST(array.values() == (std::vector<int>{1, 2, 3}), boost::test_tools::per_element());
  const mp::Array from_range(seven);
  BOOST_TEST(from_range.values() == seven, boost::test_tools::per_element());
  const mp::RawArray<double> other(std::list<float>{0.5F, 1.5F});
  BOOST_TEST(other.size() == 2U);
  BOOST_TEST(other[1] == 1.5);
  BOOST_TEST(mp::RawArray<int>().size() == 0U);
  BOOST_TEST(mp::Array<int>(std::vector<int>{}).values().empty());
}

MP_CASE("array.make.from-a-size-is-zero", requires_("ARRAY-ZERO")) {
  for (int round = 0; round < 3; ++round) {
    mp::Array<int> array(1000);
    BOOST_TEST(array.size() == 1000U);
    BOOST_TEST(array.update([](std::span<int> all) { return std::ranges::count(all, 0); }) == 1000);
    array.update([](std::span<int> all) { std::iota(all.begin(), all.end(), 1); });
    BOOST_TEST(array.get(999) == 1000);
  }
}

MP_CASE("array.get.beyond-the-end-is-refused", requires_("ARRAY-INDEX")) {
  const mp::Array<int> array{1, 2, 3};
  BOOST_TEST(array.get(2) == 3);
  BOOST_CHECK_THROW((void)array.get(3), std::out_of_range);
  BOOST_CHECK_THROW(array.set(3, 1), std::out_of_range);
  BOOST_CHECK_THROW((void)array.get_obj().at(100), std::out_of_range);
  BOOST_TEST(!array.get_lock().locked());
  BOOST_TEST(array.values() == (std::vector<int>{1, 2, 3}), boost::test_tools::per_element());
}

MP_CASE("array.update.in-a-child", requires_("ARRAY-SHARED")) {
  mp::Array array(seven);
  BOOST_TEST(exitcode_of(&prefix_sum<mp::Array<int>>, array) == 0);
  BOOST_TEST(array.values() == sums(), boost::test_tools::per_element());
}

MP_CASE("array.synchronize.is-a-range-and-has-slices", requires_("ARRAY-SHARED")) {
  mp::Array<double> array{1, 2, 3, 4};
  BOOST_TEST(exitcode_of(
                 [](mp::Array<double> mine) {
                   for (double& each : mine.synchronize()) each *= 2;
                   const auto guard = mine.synchronize();
                   std::ranges::fill((*guard).subspan(1, 2), 0.5);
                   guard->at(3) += 1;
                   answer(guard.size() == 4);
                 },
                 array) == yes);
  BOOST_TEST(array.values() == (std::vector<double>{2, 0.5, 0.5, 9}), boost::test_tools::per_element());
}

MP_CASE("array.raw.in-a-child", requires_("ARRAY-RAW")) {
  mp::RawArray array(seven);
  BOOST_TEST(exitcode_of(&prefix_sum<mp::RawArray<int>>, array) == 0);
  BOOST_TEST(std::vector<int>(array.begin(), array.end()) == sums(), boost::test_tools::per_element());
}

MP_CASE("array.make.of-some-megabytes", requires_("ARRAY-LARGE")) {
  constexpr std::size_t many = 500'000;
  mp::Array<std::uint64_t> array(many);
  mp::Array<std::uint8_t> beside(3);
  BOOST_TEST(exitcode_of(
                 [](mp::Array<std::uint64_t> mine, mp::Array<std::uint8_t> small) {
                   mine.update(
                       [](std::span<std::uint64_t> all) { std::iota(all.begin(), all.end(), std::uint64_t{1}); });
                   small.set(2, 7);
                 },
                 array, beside) == 0);
  BOOST_TEST(array.get(0) == 1U);
  BOOST_TEST(array.get(many - 1) == many);
  BOOST_TEST(beside.values() == (std::vector<std::uint8_t>{0, 0, 7}), boost::test_tools::per_element());
}

MP_CASE("array.copy.is-independent", requires_("ARRAY-INITIAL")) {
  mp::Array<int> array{1, 2};
  const auto other = array.copy();
  array.set(0, 5);
  BOOST_TEST(other.get(0) == 1);
  BOOST_TEST(array.get_obj().copy()[0] == 5);
}

MP_CASE("array.get_lock.is-the-one-that-was-given", requires_("ARRAY-LOCK-GIVEN")) {
  mp::Lock lock;
  const mp::Array array({1, 2, 3}, lock);
  const mp::Array zeros(seven, lock);
  BOOST_TEST(lock.acquire());
  BOOST_TEST(!array.try_synchronize());
  BOOST_TEST(!zeros.try_synchronize());
  BOOST_TEST(array.get_obj()[1] == 2);
  lock.release();
  BOOST_TEST(array.get(1) == 2);
  mp::Array<int> own(3);
  BOOST_TEST(!own.get_lock().locked());
}

MP_CASE("array.owner.killed-is-told-and-recovered", requires_("ARRAY-OWNER-DIED")) {
  mp::Array<int> array{1, 2, 3};
  auto [reader, writer] = mp::Pipe(false);
  Child child(&die_inside, array, writer);
  BOOST_TEST(reader.recv<int>() == 1);
  child->kill();
  child->join();
  BOOST_CHECK_THROW((void)array.values(), mp::OwnerDiedError);
  BOOST_TEST(array.get_obj()[0] == 13);
  array.recover();
  BOOST_TEST(array.get(0) == 13);
}

}  // namespace conformance
