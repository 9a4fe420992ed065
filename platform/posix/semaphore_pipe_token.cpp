// SPDX-License-Identifier: BSL-1.0
// Semaphores as pipes: a byte in the pipe is a free unit. Needs nothing but pipes and poll.
//
// Reading a byte takes a unit in one step, so a process that is killed holds a unit or does not. The maximum is kept by
// counting the bytes before writing one: processes that release at the same moment may exceed it by their number.
#include <sys/ioctl.h>
#include <unistd.h>
#include <algorithm>
#include <array>
#include <cerrno>
#include <mutex>

#include "common/semaphore_probe.hpp"
#include "platform/semaphore.hpp"
#include "platform/wait.hpp"
#include "posix/descriptor.hpp"
#include "posix/descriptor_pair.hpp"
#include "posix/fork_state.hpp"

namespace multiprocessing::platform {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view strategy_name = "pipe-token";

// Fits the 64 KiB that pipes hold on the systems we know, with room to spare; make() tries it all the same, because a
// system gives less when it is short of memory or when a user has many pipes.
constexpr std::uint32_t largest = 32767;

/// A pipe that is read and written a byte at a time may waste most of a page at its head (Linux, fs/pipe.c: a page is
/// given back when it has been read to its end).
constexpr std::size_t page_wasted = 4096;

/// The ends of a token pipe, shared by all semaphores of this process that use the same one: a program that was handed
/// a semaphore twice has each descriptor once.
class token_pipe {
 public:
  token_pipe(handle reader, handle writer) : reader_(std::move(reader)), writer_(std::move(writer)) {}

  [[nodiscard]] native_handle reader() const noexcept { return reader_.native(); }
  [[nodiscard]] native_handle writer() const noexcept { return writer_.native(); }

  result<> prepare() const {
    for (const native_handle end : {reader(), writer()}) {
      const int flags = fcntl(descriptor(end), F_GETFL);
      if (flags < 0 || fcntl(descriptor(end), F_SETFL, flags | O_NONBLOCK) < 0) return native_error("fcntl", errno);
      if (auto set = set_close_on_exec(end); !set) return set.error();
    }
    return {};
  }

  /// How many of `count` tokens went in.
  result<std::size_t> put(std::size_t count) const {
    static constexpr std::array<char, 4096> tokens{};
    std::size_t done = 0;
    while (done < count) {
      const std::size_t piece = std::min(count - done, tokens.size());
      const ssize_t written = retried([&] { return ::write(descriptor(writer()), tokens.data(), piece); });
      if (written < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) break;
      if (written < 0) return native_error("write", errno);
      done += static_cast<std::size_t>(written);
    }
    return done;
  }

  /// How many of `count` tokens came out.
  result<std::size_t> take(std::size_t count) const {
    std::array<char, 4096> tokens;
    std::size_t done = 0;
    while (done < count) {
      const std::size_t piece = std::min(count - done, tokens.size());
      const ssize_t got = retried([&] { return ::read(descriptor(reader()), tokens.data(), piece); });
      if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) break;
      if (got < 0) return native_error("read", errno);
      if (got == 0) return native_error("read", EPIPE, "no writer is left");
      done += static_cast<std::size_t>(got);
    }
    return done;
  }

  [[nodiscard]] result<std::uint32_t> count() const {
    int bytes = 0;
    if (ioctl(descriptor(reader()), FIONREAD, &bytes) != 0) return native_error("ioctl(FIONREAD)", errno);
    return static_cast<std::uint32_t>(bytes);
  }

 private:
  handle reader_;
  handle writer_;
};

std::vector<std::weak_ptr<token_pipe>>& known_pipes() {
  static auto* const table = new std::vector<std::weak_ptr<token_pipe>>;
  return *table;
}

std::shared_ptr<token_pipe> find_pipe(native_handle reader, native_handle writer) {
  std::vector<std::shared_ptr<token_pipe>> living;  // let go of after the lock, which closing a handle takes too
  const std::lock_guard guard(table_lock());
  for (const auto& known : known_pipes()) {
    living.push_back(known.lock());
    if (living.back() && living.back()->reader() == reader && living.back()->writer() == writer) return living.back();
  }
  return nullptr;
}

std::shared_ptr<token_pipe> enlist(handle reader, handle writer) {
  auto made = std::make_shared<token_pipe>(std::move(reader), std::move(writer));
  const std::lock_guard guard(table_lock());
  std::erase_if(known_pipes(), [](const auto& known) { return known.expired(); });
  known_pipes().push_back(made);
  return made;
}

class token_semaphore final : public semaphore {
 public:
  token_semaphore(std::shared_ptr<token_pipe> tokens, std::uint32_t maximum)
      : tokens_(std::move(tokens)), maximum_(maximum) {}

  result<bool> acquire(const deadline& until) override {
    while (true) {
      const auto taken = tokens_->take(1);
      if (!taken) return taken.error();
      if (*taken == 1) return true;
      if (passed(until)) return false;
      const native_handle reader = tokens_->reader();
      if (const auto ready = wait_any({&reader, 1}, until); !ready) return ready.error();
    }
  }

  result<bool> release() override {
    const auto free = tokens_->count();
    if (!free) return free.error();
    if (*free >= maximum_) return false;
    const auto given = tokens_->put(1);
    if (!given) return given.error();
    return *given == 1;
  }

  result<std::uint32_t> value() const override { return tokens_->count(); }

  semaphore_transfer transfer() const override {
    return {std::string(strategy_name), {}, {tokens_->reader(), tokens_->writer()}, maximum_};
  }

 private:
  std::shared_ptr<token_pipe> tokens_;
  std::uint32_t maximum_;
};

/// Fills the new pipe to see that it holds the maximum for good, then leaves `initial` tokens in it.
result<> fill(const token_pipe& tokens, std::uint32_t initial, std::uint32_t maximum) {
  const auto put = tokens.put(maximum + page_wasted - 1);
  if (!put) return put.error();
  if (*put < maximum + page_wasted - 1 && maximum > 1) {
    return native_error("write", ENOSPC,
                        "the pipe has room for " + std::to_string(*put) + " tokens, of which " +
                            std::to_string(page_wasted - 1) + " are spare");
  }
  const auto taken = tokens.take(*put - initial);
  if (!taken) return taken.error();
  return {};
}

result<std::unique_ptr<semaphore>> make(std::uint32_t initial, std::uint32_t maximum, semaphore_memory&) {
  auto ends = descriptor_pipe();  // whatever serves as a channel: stream pairs do not count bytes alike
  if (!ends) return ends.error();
  auto tokens = enlist(std::move(ends->first), std::move(ends->second));
  if (auto prepared = tokens->prepare(); !prepared) return prepared.error();
  if (auto filled = fill(*tokens, initial, maximum); !filled) return filled.error();
  return {std::make_unique<token_semaphore>(std::move(tokens), maximum)};
}

result<std::unique_ptr<semaphore>> attach(const semaphore_transfer& from, semaphore_memory&) {
  if (from.handles.size() != 2) return native_error("attach_semaphore", EINVAL, "a token pipe has two ends");
  auto tokens = find_pipe(from.handles[0], from.handles[1]);
  if (!tokens) {
    for (const native_handle end : from.handles) {
      if (fcntl(descriptor(end), F_GETFD) < 0) return native_error("fcntl", errno, "an end of the token pipe");
    }
    tokens = enlist(handle(from.handles[0]), handle(from.handles[1]));
    if (auto prepared = tokens->prepare(); !prepared) return prepared.error();
  }
  return {std::make_unique<token_semaphore>(std::move(tokens), from.maximum)};
}

evidence probe() {
  semaphore_memory unused{};
  return try_semaphore(make(0, 1, unused), "pipe, read, write, ioctl(FIONREAD), poll");
}

}  // namespace

extern const semaphore_strategy pipe_token_semaphore;
const semaphore_strategy pipe_token_semaphore{{strategy_name, probe}, largest, make, attach};

}  // namespace multiprocessing::platform
