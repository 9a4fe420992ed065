// SPDX-License-Identifier: BSL-1.0
// The message pipe under kill: at any moment, any of its users; what comes out is whole, and nobody hangs.
#include "message_pipe.hpp"

#include <random>
#include <thread>

#include "methods.hpp"
#include "platform/clock.hpp"

namespace mp = multiprocessing;
using mp::detail::MessagePipe;
using namespace std::chrono_literals;

namespace {

/// Every byte tells the size and the seed, so that a cut or a mixture shows.
mp::Bytes pattern(std::size_t size, std::uint32_t seed) {
  mp::Bytes bytes(size + 8);
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::byte>(seed + i * 7);
  const auto words = std::array{static_cast<std::uint32_t>(size), seed};
  std::memcpy(bytes.data(), words.data(), sizeof words);
  return bytes;
}

bool whole(const mp::Bytes& bytes) {
  std::array<std::uint32_t, 2> words{};
  if (bytes.size() < sizeof words) return false;
  std::memcpy(words.data(), bytes.data(), sizeof words);
  return bytes.size() == words[0] + sizeof words && bytes == pattern(words[0], words[1]);
}

void write_for_ever(MessagePipe& pipe, std::uint32_t seed) {
  std::mt19937 random(seed);
  for (;;) pipe.write(pattern(random() % (random() % 2 == 0 ? 300 : 100'000), random()));
}

void read_for_ever(MessagePipe& pipe) {
  for (;;) {
    if (!whole(*pipe.read(std::nullopt).message)) mp::exit(3);
  }
}

mp::platform::deadline now() { return mp::platform::deadline_after(0ns); }

}  // namespace

BOOST_AUTO_TEST_CASE(sizes_around_the_edges_of_cells_and_batches) {
  const auto pipe = MessagePipe::make();
  for (const std::size_t size : {0, 1, 111, 112, 113, 232, 233, 3831, 3832, 3833, 3840, 7680, 60'000}) {
    mp::Bytes message(size, std::byte{0xA5});
    std::jthread writer([&] { pipe->write(message); });
    const auto received = pipe->read(std::nullopt);
    BOOST_TEST((received.message == message));
    BOOST_TEST(received.lost == 0U);
  }
  BOOST_TEST(!pipe->read(now()).message);
}

BOOST_AUTO_TEST_CASE(many_threads_at_both_ends) {
  const auto pipe = MessagePipe::make();
  std::atomic<int> good = 0;
  std::vector<std::jthread> threads;
  for (std::uint32_t writer = 0; writer < 3; ++writer) {
    threads.emplace_back([&, writer] {
      for (std::uint32_t i = 0; i < 100; ++i) pipe->write(pattern(i * 97, writer));
    });
    threads.emplace_back([&] {
      for (int i = 0; i < 100; ++i) good += whole(*pipe->read(std::nullopt).message) ? 1 : 0;
    });
  }
  threads.clear();
  BOOST_TEST(good == 300);
}

BOOST_AUTO_TEST_CASE(killed_at_random_moments) {
  if (mp::get_all_start_methods().front() != mp::StartMethod::fork) return;
  std::random_device source;
  const auto seed = source();
  BOOST_TEST_MESSAGE("seed " << seed);
  std::mt19937 random(seed);
  const auto pipe = MessagePipe::make();
  unsigned lost = 0;
  unsigned delivered = 0;
  for (int round = 0; round < 300; ++round) {
    const auto options = mp::by(mp::StartMethod::fork);
    std::vector<mp::Process> users;
    for (int i = 0; i < 2; ++i) users.emplace_back(options, [&] { write_for_ever(*pipe, random()); });
    users.emplace_back(options, [&] { read_for_ever(*pipe); });
    for (auto& user : users) user.start();
    std::shuffle(users.begin(), users.end(), random);
    for (auto& user : users) {
      std::this_thread::sleep_for(std::chrono::microseconds(random() % 1500));  // the moment is what is random
      user.kill();
    }
    for (auto& user : users) {
      user.join();
      BOOST_TEST(*user.exitcode() != 3, "a torn message was delivered in round " << round);
    }
    for (;;) {
      const auto received = pipe->read(now());
      lost += received.lost;
      if (!received.message) break;
      ++delivered;
      BOOST_REQUIRE(whole(*received.message));
    }
    const auto last = pattern(random() % 50'000, random());
    std::jthread writer([&] { pipe->write(last); });
    BOOST_REQUIRE((pipe->read(std::nullopt).message == last));
  }
  BOOST_TEST_MESSAGE("lost with their users: " << lost << ", delivered after a kill: " << delivered);
  BOOST_TEST(lost > 0U, "no kill ever hit a message in flight: this test tests nothing");
}

BOOST_AUTO_TEST_CASE(a_reader_does_not_wait_for_the_rest_from_a_dead_writer) {
  if (mp::get_all_start_methods().front() != mp::StartMethod::fork) return;
  const auto pipe = MessagePipe::make();
  mp::Process writer(mp::by(mp::StartMethod::fork), [&] { pipe->write(mp::Bytes(10'000'000)); });
  writer.start();
  while (!pipe->ready()) std::this_thread::yield();
  writer.kill();  // the message does not fit into any pipe, so it is unfinished
  writer.join();
  const auto received = pipe->read(now());
  BOOST_TEST(!received.message);
  BOOST_TEST(received.lost == 1U);
  std::jthread next([&] { pipe->write(pattern(10, 1)); });
  BOOST_TEST(whole(*pipe->read(std::nullopt).message));
}
