// SPDX-License-Identifier: BSL-1.0
// Barrier: a party is killed, and the others do not wait for it.
#include <deque>

#include "conformance/host/case.hpp"
#include "conformance/host/helpers.hpp"

namespace conformance {
namespace {

void be_sent_away(mp::Barrier barrier) {
  answer(throws<mp::BrokenBarrierError>([&] { (void)barrier.wait(); }));
}

void await(mp::Barrier& barrier, std::size_t come) {
  mp::Event pause;
  while (barrier.n_waiting() < come) pause.wait(1ms);
}

void end(Child& child) {
  child->kill();
  child->join();
}

void expect_yes(Child& child) {
  child->join();  // without a timeout: nobody else will come
  BOOST_TEST(child->exitcode() == yes);
}

/// Says that it has begun, and does not end.
struct Endless {
  mp::Event begun;
  mp::Event never;
  void operator()() {
    begun.set();
    (void)never.wait();
  }
  template <class Archive>
  void serialize(Archive& archive) {
    archive(begun, never);
  }
};

}  // namespace

MP_CASE("barrier.wait.one-was-killed-while-it-waited", requires_("BARRIER-WAITER-KILLED")) {
  for (const std::size_t which : {0U, 1U, 2U}) {
    mp::Barrier barrier(4);
    std::deque<Child> children;
    for (std::size_t i = 0; i < 3; ++i) {
      children.emplace_back(&be_sent_away, barrier);
      await(barrier, i + 1);
    }
    end(children[which]);
    for (std::size_t i = 0; i < 3; ++i) {
      if (i != which) expect_yes(children[i]);
    }
    BOOST_TEST(barrier.broken());
  }
}

MP_CASE("barrier.wait.last-one-finds-a-dead-one", requires_("BARRIER-WAITER-KILLED")) {
  mp::Barrier barrier(2);
  Child victim(&be_sent_away, barrier);
  await(barrier, 1);
  end(victim);
  BOOST_CHECK_THROW((void)barrier.wait(), mp::BrokenBarrierError);
  BOOST_TEST(barrier.broken());
  BOOST_TEST(barrier.n_waiting() == 0U);
}

MP_CASE("barrier.n_waiting.does-not-count-the-dead", requires_("BARRIER-WAITER-KILLED", "BARRIER-PARTIES")) {
  mp::Barrier barrier(3);
  Child victim(&be_sent_away, barrier);
  await(barrier, 1);
  end(victim);
  BOOST_TEST(barrier.n_waiting() == 0U);
}

MP_CASE("barrier.reset.serves-again-after-a-kill", requires_("BARRIER-WAITER-KILLED", "BARRIER-RESET")) {
  mp::Barrier barrier(2);
  for (int round = 0; round < 6; ++round) {  // more often than there are places for the dead
    Child victim(&be_sent_away, barrier);
    await(barrier, 1);
    end(victim);
    BOOST_TEST(barrier.broken());
    barrier.reset();
    BOOST_TEST(!barrier.broken());
  }
  Child other([](mp::Barrier mine) { answer(mine.wait() < 2); }, barrier);
  BOOST_TEST(barrier.wait() < 2U);
  expect_yes(other);
}

MP_CASE("barrier.action.one-was-killed-at-it", requires_("BARRIER-ACTION-KILLED")) {
  const Endless endless;
  mp::Barrier barrier(3, endless);
  Child first(&be_sent_away, barrier);
  await(barrier, 1);
  Child second(&be_sent_away, barrier);
  await(barrier, 2);
  Child last(&be_sent_away, barrier);
  mp::Event begun = endless.begun;
  BOOST_TEST(begun.wait());
  BOOST_TEST(!first->join(a_while));
  end(last);
  expect_yes(first);
  expect_yes(second);
  BOOST_TEST(barrier.broken());
}

MP_CASE("barrier.wait.killed-at-several-moments", requires_("BARRIER-WAITER-KILLED"), {.limit = 60s}) {
  for (const int moment : {1, 2, 3, 5, 8}) {
    mp::Barrier barrier(3);
    mp::SimpleQueue<int> passes;
    const auto go_on = [](mp::Barrier mine, mp::SimpleQueue<int> tell) {
      for (int pass = 0;; ++pass) {
        (void)mine.wait();
        if (pass < 10) tell.put(pass);
      }
    };
    const auto until_broken = [](mp::Barrier mine) {
      answer(throws<mp::BrokenBarrierError>([&] {
        for (;;) (void)mine.wait();
      }));
    };
    Child one(until_broken, barrier);
    Child two(until_broken, barrier);
    Child victim(go_on, barrier, passes);
    for (int pass = 0; pass < moment; ++pass) BOOST_TEST(passes.get() == pass);
    end(victim);
    // It may have been killed between two passes: then nobody can know that it will not come again.
    mp::Event pause;
    while (!barrier.broken() && barrier.n_waiting() < 2) pause.wait(1ms);
    if (!barrier.broken()) barrier.abort();
    expect_yes(one);
    expect_yes(two);
    barrier.reset();
    BOOST_TEST(!barrier.broken());
  }
}

}  // namespace conformance
