// SPDX-License-Identifier: BSL-1.0
// What contract tests share: strategies to run on, second processes, and meeting points between processes.
#pragma once

#include <boost/test/unit_test.hpp>
#include <cstring>
#include <new>

#include "platform/channel.hpp"
#include "platform/process.hpp"
#include "platform/shared_memory.hpp"

namespace contract {

using namespace multiprocessing::platform;
using namespace std::chrono_literals;

/// The strategies of a primitive that work here, best first; prints all of them, with the default and the reasons.
[[nodiscard]] std::vector<std::string> working(const std::string& primitive);

/// Makes one strategy serve as long as this object lives, in this process and its children.
class serving_only {
 public:
  serving_only(const std::string& primitive, const std::string& name);
  ~serving_only();
  serving_only(const serving_only&) = delete;
  serving_only& operator=(const serving_only&) = delete;
};

/// The value of a result that has to be there. Not for use in a child: it would speak with the voice of its parent.
template <class T>
T must(result<T> got) {
  BOOST_REQUIRE_MESSAGE(got, (got ? "" : got.error().message()));
  return *std::move(got);
}
inline void must(const result<>& got) { BOOST_REQUIRE_MESSAGE(got, (got ? "" : got.error().message())); }

/// Forks a child that runs `body` and ends with the code that it returns; 99 is for an exception.
template <class Body>
std::unique_ptr<child_process> in_child(Body body, const std::vector<native_handle>& keep = {}) {
  auto forked = fork_process(keep);
  if (forked && !*forked) {
    int code = 99;
    try {
      code = body();
    } catch (...) {
    }
    exit_process(code);
  }
  return must(std::move(forked));
}

/// Launches contract-child.
std::unique_ptr<child_process> launched(std::vector<std::string> arguments, std::vector<native_handle> inherited = {});

/// Waits for the end, however long it takes.
int exit_code(child_process& ended);

/// A pipe by which one process tells another that it has come to a point.
class checkpoint {
 public:
  checkpoint();
  void reach();  // by any process
  void await();  // until somebody has reached it once more
  [[nodiscard]] native_handle reader() const { return ends_.reader.native(); }
  [[nodiscard]] native_handle writer() const { return ends_.writer.native(); }
  void close_writer() { ends_.writer.reset(); }

 private:
  pipe_ends ends_;
};

/// One object of a plain type in shared memory, zero at first.
template <class T>
class shared {
 public:
  shared() : memory_(must(make_shared_memory(sizeof(T)))), object_(new (memory_.bytes().data()) T{}) {}
  T& operator*() const { return *object_; }
  T* operator->() const { return object_; }
  [[nodiscard]] native_handle native() const { return memory_.native(); }

 private:
  shared_memory memory_;
  T* object_;
};

std::string text(native_handle native);

}  // namespace contract
