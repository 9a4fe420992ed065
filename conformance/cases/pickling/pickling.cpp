// SPDX-License-Identifier: BSL-1.0
// Gotcha: not everything can be sent. What cannot is refused in the caller, and nothing is lost.
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "conformance/host/case.hpp"
#include "conformance/host/helpers.hpp"
#include "conformance/host/transports.hpp"

namespace conformance {
namespace {

struct Plain {
  int value = 0;
};
struct Sendable {
  int value = 0;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(value);
  }
};

// Looks sendable, and holds what is not.
struct Envelope {
  std::string label;
  mp::Lock lock;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(label, lock);
  }
};

}  // namespace

MP_CASE("pickling.concept.tells-what-can-be-sent", requires_("PICKLING-CONCEPT")) {
  BOOST_TEST(mp::Picklable<int>);
  BOOST_TEST(mp::Picklable<std::string>);
  BOOST_TEST((mp::Picklable<std::map<std::string, std::vector<double>>>));
  BOOST_TEST(mp::Picklable<Sendable>);
  BOOST_TEST(mp::Picklable<std::vector<Sendable>>);
  BOOST_TEST(mp::Picklable<std::unique_ptr<Sendable>>);
}

MP_CASE("pickling.concept.tells-what-cannot", requires_("PICKLING-CONCEPT")) {
  BOOST_TEST(!mp::Picklable<int*>);
  BOOST_TEST(!mp::Picklable<const char*>);
  BOOST_TEST(!mp::Picklable<Plain>);
  BOOST_TEST(!mp::Picklable<std::vector<Plain>>);
  BOOST_TEST(!mp::Picklable<std::function<void()>>);
  BOOST_TEST(!mp::Picklable<mp::Process>);
}

MP_CASE("pickling.start.capturing-lambda-is-refused-under-spawn", requires_("PICKLING-START-REFUSED"),
        {.start_methods = {mp::StartMethod::spawn, mp::StartMethod::forkserver}}) {
  const std::string text = "state";
  mp::Process child([text] { mp::exit(static_cast<int>(text.size())); });
  BOOST_CHECK_THROW(child.start(), mp::UnpicklableError);
  BOOST_TEST(child.pid() == std::nullopt);
  BOOST_TEST(!child.is_alive());
  BOOST_TEST(child.exitcode() == std::nullopt);
  BOOST_TEST(mp::active_children().empty());
  BOOST_TEST(exitcode_of([] { answer(true); }) == yes);  // the next one starts as ever
}

MP_CASE("pickling.start.function-object-of-std-is-refused-under-spawn", requires_("PICKLING-START-REFUSED"),
        {.start_methods = {mp::StartMethod::spawn, mp::StartMethod::forkserver}}) {
  mp::Process child(std::function<void()>([] {}));
  BOOST_CHECK_THROW(child.start(), mp::UnpicklableError);
  BOOST_TEST(child.pid() == std::nullopt);
}

MP_CASE("pickling.message.says-what-was-refused", requires_("PICKLING-REASON"),
        {.start_methods = {mp::StartMethod::spawn, mp::StartMethod::forkserver}}) {
  const std::string text = "state";
  mp::Process child([text] { mp::exit(static_cast<int>(text.size())); });
  try {
    child.start();
    BOOST_TEST(false, "a lambda with state was started under spawn");
  } catch (const mp::UnpicklableError& error) {
    observe("reason", error.what());
    BOOST_TEST(std::string(error.what()).find("lambda") != std::string::npos);
  }
}

MP_QUEUE_CASE("pickling.queue.a-lock-is-refused", requires_("PICKLING-LIVE-OBJECTS", "PICKLING-QUEUE-USABLE")) {
  auto queue = over.queue<Envelope>(1);
  BOOST_CHECK_THROW(queue.put({"with a lock", mp::Lock()}), mp::UnpicklableError);
  BOOST_TEST(queue.empty());
  BOOST_TEST(queue.qsize() == 0U);  // the only place is still free
  BOOST_CHECK_THROW(queue.put({"with a lock", mp::Lock()}), mp::UnpicklableError);
  BOOST_TEST(!queue.full());
}

MP_QUEUE_CASE("pickling.queue.a-queue-is-refused", requires_("PICKLING-LIVE-OBJECTS")) {
  auto queue = over.queue<mp::Queue<int>>();
  BOOST_CHECK_THROW(queue.put(mp::Queue<int>()), mp::UnpicklableError);
  BOOST_TEST(queue.empty());
}

MP_QUEUE_CASE("pickling.queue.goes-on-after-a-refusal", requires_("PICKLING-QUEUE-USABLE")) {
  // Some items of one type hold a live object, others do not.
  auto queue = over.queue<std::vector<mp::Event>>(1);
  BOOST_CHECK_THROW(queue.put({mp::Event()}), mp::UnpicklableError);
  queue.put({});
  BOOST_TEST(queue.full());
  BOOST_TEST(queue.get().empty());
}

MP_CASE("pickling.connection.live-objects-are-refused", requires_("PICKLING-LIVE-OBJECTS")) {
  auto [reader, writer] = mp::Pipe(false);
  BOOST_CHECK_THROW(writer.send(mp::Lock()), mp::UnpicklableError);
  BOOST_CHECK_THROW(writer.send(mp::RLock()), mp::UnpicklableError);
  BOOST_CHECK_THROW(writer.send(mp::Semaphore(1)), mp::UnpicklableError);
  BOOST_CHECK_THROW(writer.send(mp::BoundedSemaphore(1)), mp::UnpicklableError);
  BOOST_CHECK_THROW(writer.send(mp::Event()), mp::UnpicklableError);
  BOOST_CHECK_THROW(writer.send(mp::Queue<int>()), mp::UnpicklableError);
  BOOST_CHECK_THROW(writer.send(mp::SimpleQueue<int>()), mp::UnpicklableError);
  BOOST_CHECK_THROW(writer.send(writer), mp::UnpicklableError);
  BOOST_TEST(!reader.poll());  // not a byte was sent
  writer.send(1);
  BOOST_TEST(reader.recv<int>() == 1);
}

MP_QUEUE_CASE("pickling.simple_queue.live-objects-are-refused", requires_("PICKLING-LIVE-OBJECTS")) {
  auto queue = over.simple_queue<std::vector<mp::Lock>>();
  BOOST_CHECK_THROW(queue.put({mp::Lock()}), mp::UnpicklableError);
  BOOST_TEST(queue.empty());
  queue.put({});
  BOOST_TEST(queue.get().empty());
}

MP_QUEUE_CASE("pickling.start.live-objects-travel-inside-arguments", requires_("PICKLING-START-LIVE")) {
  auto queue = over.queue<int>();
  std::vector<mp::Event> events{mp::Event(), mp::Event()};
  Envelope envelope{"letter", mp::Lock()};
  const std::scoped_lock held(envelope.lock);
  Child child(
      [](std::map<std::string, mp::Queue<int>> queues, std::vector<mp::Event> flags, Envelope mine) {
        flags.at(1).set();
        queues.at("results").put(mine.label == "letter" && !mine.lock.try_lock() ? 1 : 0);
      },
      std::map<std::string, mp::Queue<int>>{{"results", queue}}, events, envelope);
  BOOST_TEST(queue.get() == 1);
  BOOST_TEST(events[1].wait());
  BOOST_TEST(!events[0].is_set());
  child->join();
  BOOST_TEST(child->exitcode() == 0);
}

}  // namespace conformance
