// SPDX-License-Identifier: BSL-1.0
// Soak: processes that use a queue and a lock are killed at random moments, and everybody else must go on.
#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "multiprocessing/multiprocessing.hpp"
#include "soak.hpp"

namespace mp = multiprocessing;
using namespace std::chrono_literals;

namespace {

/// Torn or mixed messages are told from whole ones: every element is the same, and the first says how many there are.
using Message = std::vector<std::uint32_t>;
constexpr std::uint32_t last_size = 7;  // a size that only the closing message of a round has

Message message_of(std::uint32_t size) { return Message(size, size); }

bool whole(const Message& message) { return !message.empty() && message == Message(message.front(), message.front()); }

void write_for_ever(mp::JoinableQueue<Message> queue, std::uint32_t seed, mp::Event started) {
  std::mt19937 random(seed);
  for (bool first = true;; first = false) {
    queue.put(message_of(8 + random() % 60'000));
    if (first) started.set();
    // The feeder must not run away from its readers, or the round would measure memory.
    while (queue.qsize() > 16) std::this_thread::yield();
  }
}

void read_for_ever(mp::JoinableQueue<Message> queue, mp::Event torn, mp::Event started) {
  for (bool first = true;; first = false) {
    const Message message = queue.get();
    if (!whole(message)) torn.set();
    queue.task_done();
    if (first) started.set();
  }
}

void lock_for_ever(mp::Lock lock, mp::Event started) {
  for (;;) {
    try {
      const std::scoped_lock guard(lock);
      started.set();
    } catch (const mp::OwnerDiedError&) {
      lock.recover();
    }
  }
}

/// Tasks of the dead are told, at most one too many for each of them, and then nothing is unfinished.
std::string join(mp::JoinableQueue<Message>& queue, std::size_t readers) {
  try {
    queue.join();
  } catch (const mp::TasksAbandonedError&) {
    // A reader has one task at a time: it has got it, or is about to.
    if (queue.recover() > readers) return "more tasks were abandoned than there were readers";
    queue.join();
  }
  return queue.qsize() == 0 ? "" : "the queue is empty and does not know it";
}

/// One queue and one lock, five users killed at a random moment each; then the queue and the lock must still serve.
std::string round(std::mt19937& random, const mp::QueueOptions& options) {
  mp::JoinableQueue<Message> queue(options);
  mp::Lock lock;
  mp::Event torn, wrote, read, locked;
  mp::ProcessOptions daemon;
  daemon.daemon = true;
  std::vector<mp::Process> victims{mp::Process(daemon, write_for_ever, queue, random(), wrote),
                                   mp::Process(daemon, write_for_ever, queue, random(), wrote),
                                   mp::Process(daemon, read_for_ever, queue, torn, read),
                                   mp::Process(daemon, read_for_ever, queue, torn, read),
                                   mp::Process(daemon, lock_for_ever, lock, locked)};
  for (auto& victim : victims) victim.start();
  wrote.wait();
  read.wait();
  locked.wait();
  for (auto& victim : victims) {
    // The moment is what is random here; nothing waits for this sleep.
    std::this_thread::sleep_for(std::chrono::microseconds(random() % 2'000));
    victim.kill();
  }
  for (auto& victim : victims) victim.join();

  mp::Process closing([](mp::JoinableQueue<Message> to) { to.put(message_of(last_size)); }, queue);
  closing.start();
  for (bool last = false; !last;) {
    const Message message = queue.get();
    if (!whole(message)) torn.set();
    queue.task_done();
    last = message.size() == last_size;
  }
  closing.join();
  if (torn.is_set()) return "a torn message was delivered as whole";
  if (auto wrong = join(queue, 2); !wrong.empty()) return wrong;
  try {
    lock.lock();
  } catch (const mp::OwnerDiedError&) {
    lock.recover();
    lock.lock();
  }
  lock.unlock();
  return {};
}

}  // namespace

int main(int argc, char** argv) {
  mp::freeze_support(argc, argv);

  Soak soak("Kills processes that use a queue and a lock at random moments.");
  mp::QueueOptions options;
  const std::map<std::string, mp::QueueTransport> transports{{"automatic", mp::QueueTransport::automatic},
                                                             {"pipe", mp::QueueTransport::pipe},
                                                             {"ring", mp::QueueTransport::ring}};
  auto& line = soak.command_line();
  line.add_option("--transport", options.transport, "What the items of the queue travel through: pipe or ring")
      ->transform(CLI::CheckedTransformer(transports));
  line.add_option("--ring-bytes", options.ring_bytes, "The size of a ring")->capture_default_str();
  return soak.run(
      argc, argv, [&](std::mt19937& random) { return round(random, options); },
      [](int rounds) {
        return std::to_string(rounds) + " rounds, " + std::to_string(5 * rounds) +
               " processes killed, nobody hung and nothing was torn";
      });
}
