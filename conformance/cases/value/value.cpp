// SPDX-License-Identifier: BSL-1.0
// Value and RawValue: one object that processes share.
#include <array>
#include <atomic>
#include <deque>
#include <limits>

#include "conformance/host/case.hpp"
#include "conformance/host/helpers.hpp"

namespace conformance {
namespace {

struct Point {
  std::int16_t x = 0;
  double y = 0;
  std::array<char, 5> name{};
};

constexpr auto largest = std::numeric_limits<std::int64_t>::max() - 7;
constexpr int times = 500;

template <class V>
void increment(V value) {
  for (int i = 0; i < times; ++i) {
    auto guard = value.synchronize();
    ++*guard;
  }
}

void die_inside(mp::Value<int> value, mp::Connection inside) {
  mp::Event never;
  auto guard = value.synchronize();
  *guard = 13;
  inside.send(1);
  (void)never.wait();
}

}  // namespace

MP_CASE("value.make.keeps-what-it-is-made-of", requires_("VALUE-INITIAL")) {
  BOOST_TEST(mp::Value<int>(6).get() == 6);
  BOOST_TEST(mp::Value<double>(-1.5).get() == -1.5);
  BOOST_TEST(mp::Value<std::int64_t>(largest).get() == largest);
  BOOST_TEST(mp::Value<char>('c').get() == 'c');
  BOOST_TEST(mp::Value(Point{3, 2.5, {"abc"}}).get().y == 2.5);
  BOOST_TEST(mp::Value<int>().get() == 0);
  BOOST_TEST(mp::RawValue<int>().get() == 0);
  BOOST_TEST(mp::RawValue<unsigned>(7U).get() == 7U);
  BOOST_TEST(mp::Value<Point>().get().x == 0);
}

MP_CASE("value.set.by-a-child-is-seen-by-its-parent", requires_("VALUE-SHARED")) {
  mp::Value<int> number(1);
  mp::Value<std::int64_t> large(largest);
  mp::Value<char> letter('a');
  mp::Value<Point> point(Point{1, 1.5, {"one"}});
  BOOST_TEST(exitcode_of(
                 [](mp::Value<int> n, mp::Value<std::int64_t> l, mp::Value<char> c, mp::Value<Point> p) {
                   const bool arrived = n.get() == 1 && l.get() == largest && c.get() == 'a' && p.get().y == 1.5;
                   n.set(2);
                   l.set(-largest);
                   c.set('z');
                   p.update([](Point& each) { each.name[0] = 'O'; });
                   answer(arrived);
                 },
                 number, large, letter, point) == yes);
  BOOST_TEST(number.get() == 2);
  BOOST_TEST(large.get() == -largest);
  BOOST_TEST(letter.get() == 'z');
  BOOST_TEST(point.get().name[0] == 'O');
  BOOST_TEST(point.get().y == 1.5);
}

MP_CASE("value.raw.is-shared-without-a-lock", requires_("VALUE-RAW")) {
  mp::RawValue<Point> point(Point{4, 0.5, {}});
  BOOST_TEST(exitcode_of([](mp::RawValue<Point> mine) { mine->x *= 2, mine->y *= 2; }, point) == 0);
  BOOST_TEST(point->x == 8);
  BOOST_TEST((*point).y == 1.0);
}

MP_CASE("value.raw.atomic-loses-nothing", requires_("VALUE-ATOMIC")) {
  mp::RawValue<std::atomic<int>> counter(10);
  std::deque<Child> children;
  for (int i = 0; i < 3; ++i) {
    children.emplace_back(
        [](mp::RawValue<std::atomic<int>> mine) {
          for (int each = 0; each < times; ++each) mine->fetch_add(1);
        },
        counter);
  }
  for (auto& child : children) child->join();
  BOOST_TEST(counter->load() == 10 + 3 * times);
}

MP_CASE("value.synchronize.loses-nothing", requires_("VALUE-UPDATE")) {
  mp::Value<int> counter(0);
  mp::Lock lock;
  mp::Value<int, mp::Lock> other(0, lock);
  std::deque<Child> children;
  for (int i = 0; i < 3; ++i) {
    children.emplace_back(&increment<mp::Value<int>>, counter);
    children.emplace_back(&increment<mp::Value<int, mp::Lock>>, other);
  }
  for (auto& child : children) child->join();
  BOOST_TEST(counter.get() == 3 * times);
  BOOST_TEST(other.get() == 3 * times);
}

MP_CASE("value.update.returns-what-the-function-does", requires_("VALUE-UPDATE")) {
  const mp::Value<int> value(3);
  BOOST_TEST(value.update([](int& each) { return each++ * 2; }) == 6);
  BOOST_TEST(value.get() == 4);
  BOOST_CHECK_THROW(value.update([](int&) { throw mp::Empty(); }), mp::Empty);
  BOOST_TEST(!value.get_lock().locked());
}

MP_CASE("value.get_lock.is-the-one-that-was-given", requires_("VALUE-LOCK-GIVEN")) {
  mp::Lock lock;
  mp::Value value(5, lock);
  BOOST_TEST(lock.acquire());
  BOOST_TEST(value.get_lock().locked());
  BOOST_TEST(!value.try_synchronize());
  BOOST_TEST(value.get_obj().get() == 5);
  lock.release();
  {
    auto guard = value.try_synchronize(a_while);
    BOOST_REQUIRE(guard);
    BOOST_TEST(lock.locked());
    **guard = 6;
  }
  BOOST_TEST(value.get() == 6);
  BOOST_TEST(!lock.locked());
}

MP_CASE("value.get_lock.is-recursive-and-its-own", requires_("VALUE-LOCK-GIVEN")) {
  mp::Value<int> value(5);
  mp::Value<int> other(5);
  auto guard = value.synchronize();
  BOOST_TEST(value.get() == 5);  // again, by the same thread
  BOOST_TEST(value.get_lock().locked());
  BOOST_TEST(!other.get_lock().locked());
  BOOST_TEST(exitcode_of([](mp::Value<int> mine) { answer(!mine.try_synchronize()); }, value) == yes);
}

MP_CASE("value.copy.is-independent", requires_("VALUE-COPY")) {
  mp::Value<int> value(1);
  const auto other = value.copy();
  const auto raw = value.get_obj().copy();
  value.set(2);
  BOOST_TEST(other.get() == 1);
  BOOST_TEST(raw.get() == 1);
  BOOST_TEST(mp::Value<int>(value).get() == 2);  // the same one
}

MP_CASE("value.owner.killed-is-told-and-recovered", requires_("VALUE-OWNER-DIED")) {
  mp::Value<int> value(1);
  auto [reader, writer] = mp::Pipe(false);
  Child child(&die_inside, value, writer);
  BOOST_TEST(reader.recv<int>() == 1);
  child->kill();
  child->join();
  BOOST_CHECK_THROW((void)value.get(), mp::OwnerDiedError);
  BOOST_CHECK_THROW((void)value.synchronize(), mp::OwnerDiedError);
  BOOST_TEST(value.get_obj().get() == 13);
  value.get_obj().set(1);
  value.recover();
  BOOST_TEST(value.get() == 1);
}

}  // namespace conformance
