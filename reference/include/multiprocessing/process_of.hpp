// SPDX-License-Identifier: BSL-1.0
// Classes of one's own that are processes.
#pragma once

#include <memory>
#include <typeinfo>
#include <utility>

#include "multiprocessing/process.hpp"

namespace multiprocessing {

namespace detail {

/// An object as a target: its members travel as they are at the start.
template <class Derived>
class ObjectTask final : public Task {
 public:
  explicit ObjectTask(Derived& object) : object_(&object) {}

  void run() override {
    object_->begin_here();
    object_->run();
  }
  void save(OutputArchive& archive) const override {
    if constexpr (is_serializable<Derived>) {
      save_code(archive, reinterpret_cast<void (*)()>(&ObjectTask::enter));
      archive(*object_);
    } else {
      refuse_target(typeid(Derived).name());
    }
  }

 private:
  static void enter(InputArchive& archive) {
    std::unique_ptr<Derived> object;
    {
      LoadingScope scope;
      object = std::make_unique<Derived>();
      archive(*object);
    }
    object->run();
  }

  Derived* object_;
};

}  // namespace detail

/// The base of a class that is a process. It says what to do by a public `run()`, and what travels by `serialize`:
///
///     class Doubler : public mp::ProcessOf<Doubler> {
///      public:
///       Doubler() = default;
///       explicit Doubler(mp::Connection to_parent) : connection(std::move(to_parent)) {}
///       void run() {
///         while (const int number = connection.recv<int>()) connection.send(2 * number);
///       }
///       template <class Archive>
///       void serialize(Archive& archive) { archive(connection); }
///
///       mp::Connection connection;
///     };
///
/// In the child, the object is the current process. Its name is "Doubler-1" by default. Under spawn and forkserver it
/// needs a default constructor and `serialize`, and start() throws UnpicklableError without them; under fork neither.
/// Members may be set until start(); what the child changes stays there.
///
/// A copy of the Process part alone names the same process, and cannot start it.
///
/// Promises PROCESS-CLASS-RUN, PROCESS-CLASS-MEMBERS, PROCESS-CLASS-NAME
/// Source   CPython 3.14 docs, library/multiprocessing, Process.run
/// Differs  Python's Process has a virtual run(); here the base is a template, since the child must make the object.
template <class Derived>
class ProcessOf : public Process {
 public:
  /// As Process::start.
  void start() { start_running(std::make_shared<detail::ObjectTask<Derived>>(static_cast<Derived&>(*this))); }

 protected:
  /// For the constructors of the class.
  explicit ProcessOf(ProcessOptions options = {}) : Process(typeid(Derived).name(), std::move(options)) {}

 private:
  friend class detail::ObjectTask<Derived>;
  void begin_here() { become_current(); }
};

}  // namespace multiprocessing
