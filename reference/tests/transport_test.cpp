// SPDX-License-Identifier: BSL-1.0
// The transports under kill: at any moment, any of their users; what comes out is whole, and nobody hangs.
#include "transport.hpp"

#include <array>
#include <cstring>
#include <random>
#include <thread>

#include "methods.hpp"
#include "platform/clock.hpp"

namespace mp = multiprocessing;
using mp::detail::Transport;
using namespace std::chrono_literals;

namespace multiprocessing {
std::ostream& operator<<(std::ostream& out, const QueueOptions& options) {
  return options.transport == QueueTransport::pipe ? out << "pipe" : out << "ring of " << options.ring_bytes;
}
}  // namespace multiprocessing

namespace {

mp::QueueOptions pipe() { return {.transport = mp::QueueTransport::pipe}; }
mp::QueueOptions ring(std::size_t bytes) { return {.transport = mp::QueueTransport::ring, .ring_bytes = bytes}; }
/// In the small ring, most messages are cut into pieces.
const auto every_transport = boost::unit_test::data::make(std::vector{pipe(), ring(64 * 1024), ring(4096)});
const auto every_ring = boost::unit_test::data::make(std::vector{ring(64 * 1024), ring(4096)});

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

void write_for_ever(Transport& transport, std::uint32_t seed) {
  std::mt19937 random(seed);
  for (;;) transport.write(pattern(random() % (random() % 2 == 0 ? 300 : 100'000), random()));
}

void read_for_ever(Transport& transport) {
  for (;;) {
    if (!whole(*transport.read(std::nullopt).message)) mp::exit(3);
  }
}

mp::platform::deadline now() { return mp::platform::deadline_after(0ns); }

bool can_fork() { return mp::get_all_start_methods().front() == mp::StartMethod::fork; }

}  // namespace

BOOST_DATA_TEST_CASE(sizes_around_the_edges_of_cells_and_pieces, every_transport, options) {
  const auto transport = Transport::make(options);
  for (const std::size_t size : {0,    1,    111,  112,  113,  232,    233,    999,    1000,   1001,  3831, 3832, 3833,
                                 3840, 4071, 4072, 4073, 7680, 60'000, 65'511, 65'512, 65'513, 70'000}) {
    mp::Bytes message(size, std::byte{0xA5});
    std::jthread writer([&] { transport->write(message); });
    const auto received = transport->read(std::nullopt);
    BOOST_TEST((received.message == message), size);
    BOOST_TEST(received.lost == 0U);
    BOOST_TEST(transport->on_their_way() == 0U);
  }
  BOOST_TEST(!transport->read(now()).message);
}

BOOST_DATA_TEST_CASE(many_threads_at_both_ends, every_transport, options) {
  const auto transport = Transport::make(options);
  std::atomic<int> good = 0;
  std::vector<std::jthread> threads;
  for (std::uint32_t writer = 0; writer < 3; ++writer) {
    threads.emplace_back([&, writer] {
      for (std::uint32_t i = 0; i < 100; ++i) transport->write(pattern(i * 97, writer));
    });
    threads.emplace_back([&] {
      for (int i = 0; i < 100; ++i) good += whole(*transport->read(std::nullopt).message) ? 1 : 0;
    });
  }
  threads.clear();
  BOOST_TEST(good == 300);
}

BOOST_DATA_TEST_CASE(killed_at_random_moments, every_transport, options) {
  if (!can_fork()) return;
  std::random_device source;
  const auto seed = source();
  BOOST_TEST_MESSAGE("seed " << seed);
  std::mt19937 random(seed);
  const auto transport = Transport::make(options);
  unsigned lost = 0;
  unsigned delivered = 0;
  for (int round = 0; round < 150; ++round) {
    const auto by_fork = mp::by(mp::StartMethod::fork);
    std::vector<mp::Process> users;
    for (int i = 0; i < 2; ++i) users.emplace_back(by_fork, [&] { write_for_ever(*transport, random()); });
    users.emplace_back(by_fork, [&] { read_for_ever(*transport); });
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
      const auto received = transport->read(now());
      lost += received.lost;
      if (!received.message) break;
      ++delivered;
      BOOST_REQUIRE(whole(*received.message));
    }
    transport->look_if_drained();
    BOOST_TEST(transport->on_their_way() == 0U);
    const auto last = pattern(random() % 50'000, random());
    std::jthread writer([&] { transport->write(last); });
    BOOST_REQUIRE((transport->read(std::nullopt).message == last));
  }
  BOOST_TEST_MESSAGE("lost with their users: " << lost << ", delivered after a kill: " << delivered);
  BOOST_TEST(lost > 0U, "no kill ever hit a message in flight: this test tests nothing");
}

BOOST_DATA_TEST_CASE(a_reader_does_not_wait_for_the_rest_from_a_dead_writer, every_transport, options) {
  if (!can_fork()) return;
  const auto transport = Transport::make(options);
  mp::Process writer(mp::by(mp::StartMethod::fork), [&] { transport->write(mp::Bytes(10'000'000)); });
  writer.start();
  while (!transport->ready()) std::this_thread::yield();
  writer.kill();  // the message fits into no transport, so it is unfinished
  writer.join();
  const auto received = transport->read(now());
  BOOST_TEST(!received.message);
  BOOST_TEST(received.lost == 1U);
  std::jthread next([&] { transport->write(pattern(10, 1)); });
  BOOST_TEST(whole(*transport->read(std::nullopt).message));
}

BOOST_DATA_TEST_CASE(a_writer_that_waits_for_room_sees_that_no_reader_is_left, every_transport, options) {
  const auto transport = Transport::make(options);
  std::jthread closer([&] {
    while (!transport->ready()) std::this_thread::yield();
    transport->close_reader();
  });
  BOOST_CHECK_EXCEPTION(transport->write(mp::Bytes(10'000'000)), mp::OSError,
                        [](const auto& error) { return error.code() == std::errc::broken_pipe; });
}

BOOST_DATA_TEST_CASE(a_message_that_fits_is_written_at_once_or_not_at_all, every_ring, options) {
  const auto transport = Transport::make(options);
  const auto half = options.ring_bytes / 2;
  BOOST_TEST(!transport->try_write(mp::Bytes(options.ring_bytes)));
  BOOST_TEST(transport->try_write(pattern(half, 1)));
  BOOST_TEST(!transport->try_write(pattern(half, 2)));
  BOOST_TEST(transport->on_their_way() == 1U);
  BOOST_TEST((transport->read(now()).message == pattern(half, 1)));
  BOOST_TEST(transport->try_write(pattern(half, 3)));
  BOOST_TEST((transport->read(now()).message == pattern(half, 3)));
  BOOST_TEST(!transport->ready());
}

BOOST_AUTO_TEST_CASE(rings_have_a_size) {
  BOOST_CHECK_THROW((void)Transport::make(ring((std::size_t{1} << 30) + 1)), mp::ValueError);
  BOOST_TEST(Transport::make(ring(0))->try_write(mp::Bytes(4000)));  // there is a smallest one
}

BOOST_DATA_TEST_CASE(what_is_dropped_is_gone, every_transport, options) {
  const auto transport = Transport::make(options);
  transport->write(pattern(100, 1));
  std::jthread writer([&] { transport->write(pattern(200'000, 2)); });  // more than there is room for
  while (transport->on_their_way() < 2) std::this_thread::yield();
  transport->drop_all();
  writer.join();
  BOOST_TEST(!transport->ready());
  BOOST_TEST(transport->on_their_way() == 0U);
}
