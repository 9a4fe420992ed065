// SPDX-License-Identifier: BSL-1.0
// What contract tests share: strategies to run on, meeting points between processes, and primitives in shared memory.
#pragma once

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/unit_test.hpp>
#include <new>
#include <stdexcept>

#include "platform/channel.hpp"
#include "platform/lock.hpp"
#include "platform/process.hpp"
#include "platform/shared_memory.hpp"
#include "platform/wait_on_address.hpp"

namespace contract {

using namespace multiprocessing::platform;
using namespace std::chrono_literals;

inline const deadline at_once = deadline_after(0ns);

/// The value of a result that has to be there, for the test itself.
template <class T>
T must(result<T> got) {
  BOOST_REQUIRE_MESSAGE(got, (got ? "" : got.error().message()));
  return *std::move(got);
}
inline void must(const result<>& got) { BOOST_REQUIRE_MESSAGE(got, (got ? "" : got.error().message())); }

/// The same for what a second process may run: there it ends as an exit code and a line on the error stream, since a
/// second process must not speak with the voice of the test.
template <class T>
T value_of(result<T> got) {
  if (!got) throw std::runtime_error(got.error().message());
  return *std::move(got);
}
inline void value_of(const result<>& got) {
  if (!got) throw std::runtime_error(got.error().message());
}

/// The strategies of a primitive that work here, best first, as a data set. It is filled when the tests begin, and not
/// before main, where a process that was launched for a role would fill it too.
class working {
 public:
  enum { arity = 1 };
  using sample = std::string;
  using iterator = std::vector<std::string>::const_iterator;

  explicit working(std::string primitive) : primitive_(std::move(primitive)) {}
  /// Those of two primitives, as "lock:flock-file" and "semaphore:futex".
  working(std::string primitive, std::string other) : primitive_(std::move(primitive)), other_(std::move(other)) {}
  [[nodiscard]] boost::unit_test::data::size_t size() const { return names().size(); }
  [[nodiscard]] iterator begin() const { return names().begin(); }
  /// The first call prints all strategies of the primitive, with the default and the reasons.
  [[nodiscard]] const std::vector<std::string>& names() const;

 private:
  std::string primitive_;
  std::string other_;
};

using boost::unit_test::data::monomorphic::operator*;  // where a product of two of them looks for it

/// Makes one strategy serve as long as this object lives, in this process and its children.
class serving_only {
 public:
  explicit serving_only(const std::string& specification);
  serving_only(const std::string& primitive, const std::string& name) : serving_only(primitive + ":" + name) {}
  ~serving_only();
  serving_only(const serving_only&) = delete;
  serving_only& operator=(const serving_only&) = delete;
};

/// Waits for the end, however long it takes.
int exit_code(child_process& ended);

/// A pipe by which one process tells another that it has come to a point.
class checkpoint {
 public:
  checkpoint();
  explicit checkpoint(pipe_ends made) : ends_(std::move(made)) {}
  checkpoint(native_handle reader, native_handle writer) : ends_{handle(reader), handle(writer)} {}
  void reach();  // by any process
  void await();  // until somebody has reached it once more, or nobody can any more
  [[nodiscard]] native_handle reader() const { return ends_.reader.native(); }
  [[nodiscard]] native_handle writer() const { return ends_.writer.native(); }
  void close_reader() { ends_.reader.reset(); }
  void close_writer() { ends_.writer.reset(); }

 private:
  pipe_ends ends_;
};

bool write_all(native_handle to, std::span<const std::byte> bytes);
std::vector<std::byte> read_to_end(native_handle from);
std::string text_to_end(native_handle from);

/// One object of a plain type in shared memory, zero at first.
template <class T>
class shared {
 public:
  shared() : memory_(value_of(make_shared_memory(sizeof(T)))), object_(new (memory_.bytes().data()) T{}) {}
  T& operator*() const { return *object_; }
  T* operator->() const { return object_; }
  [[nodiscard]] native_handle native() const { return memory_.native(); }

 private:
  shared_memory memory_;
  T* object_;
};

/// A semaphore with its words in shared memory, made by one strategy.
struct placed_semaphore {
  placed_semaphore(const std::string& by, std::uint32_t initial, std::uint32_t maximum)
      : only("semaphore", by), made(value_of(make_semaphore(initial, maximum, *words))) {}

  [[nodiscard]] bool try_take() const { return must(made->acquire(at_once)); }
  void take() const { BOOST_REQUIRE(must(made->acquire(std::nullopt))); }
  bool give() const { return must(made->release()); }

  serving_only only;
  shared<semaphore_memory> words;
  std::unique_ptr<semaphore> made;
};

/// A word that processes wait on, by one strategy.
struct placed_wait {
  explicit placed_wait(const std::string& by) : only("address", by), made(value_of(make_address_wait(*memory))) {}

  [[nodiscard]] std::atomic<std::uint32_t>& word() const { return memory->word; }

  serving_only only;
  shared<wait_memory> memory;
  std::unique_ptr<address_wait> made;
};

/// A lock with its words in shared memory, made by one strategy of locks ("lock:flock-file") or over one of semaphores
/// ("semaphore:futex"), for whoever that strategy lets release it.
struct placed_lock {
  explicit placed_lock(const std::string& by);

  lock_outcome acquire(const deadline& until = std::nullopt) const { return must(made->acquire(until)); }
  [[nodiscard]] bool release() const { return must(made->release()); }

  lock_releaser released_by;
  serving_only only;
  shared<lock_memory> words;
  std::unique_ptr<lock> made;
};

}  // namespace contract

// Both are found by Boost.Test alone: a data set, and a type that it cannot print.
namespace boost::unit_test::data::monomorphic {
template <>
struct is_dataset<contract::working> : mpl::true_ {};
}  // namespace boost::unit_test::data::monomorphic
BOOST_TEST_DONT_PRINT_LOG_VALUE(multiprocessing::platform::lock_outcome)
