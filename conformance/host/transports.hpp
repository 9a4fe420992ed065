// SPDX-License-Identifier: BSL-1.0
// One body for each of the things that the items of a queue can travel through.
#pragma once

#include <cstddef>

#include "conformance/host/case.hpp"
#include "multiprocessing/multiprocessing.hpp"

namespace conformance {

/// Makes the queues of a body over the transport of its case.
class Over {
 public:
  explicit Over(mp::QueueTransport transport) : transport_(transport) {}

  [[nodiscard]] mp::QueueOptions options(std::size_t maxsize = 0) const {
    mp::QueueOptions options;
    options.maxsize = maxsize;
    options.transport = transport_;
    return options;
  }
  template <class T>
  [[nodiscard]] mp::Queue<T> queue(std::size_t maxsize = 0) const {
    return mp::Queue<T>(options(maxsize));
  }
  template <class T>
  [[nodiscard]] mp::JoinableQueue<T> joinable_queue(std::size_t maxsize = 0) const {
    return mp::JoinableQueue<T>(options(maxsize));
  }
  template <class T>
  [[nodiscard]] mp::SimpleQueue<T> simple_queue() const {
    return mp::SimpleQueue<T>(options());
  }

 private:
  mp::QueueTransport transport_;
};

}  // namespace conformance

/// As MP_CASE, for a body that may say `over`, an Over, where it makes a queue. It makes two cases: the one of that id,
/// over a pipe, and ID-by-ring.
#define MP_QUEUE_CASE(id, ...)                                                                                      \
  static void MP_CASE_NAME(case_body_, __LINE__)(const ::conformance::Over& over);                                  \
  static const ::conformance::Registration MP_CASE_NAME(case_registration_, __LINE__)(                              \
      id, [] { MP_CASE_NAME(case_body_, __LINE__)                                                                   \
               (::conformance::Over(::multiprocessing::QueueTransport::pipe)); }, \
      __FILE__, __LINE__, __VA_ARGS__);                                                                             \
  static const ::conformance::Registration MP_CASE_NAME(case_registration_by_ring_, __LINE__)(                      \
      id "-by-ring",                                                                                                \
      [] { MP_CASE_NAME(case_body_, __LINE__)                                                                       \
           (::conformance::Over(::multiprocessing::QueueTransport::ring)); },     \
      __FILE__, __LINE__, __VA_ARGS__);                                                                             \
  static void MP_CASE_NAME(case_body_, __LINE__)(const ::conformance::Over& over)
