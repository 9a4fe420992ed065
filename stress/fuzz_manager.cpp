// SPDX-License-Identifier: BSL-1.0
// What clients and servers of a manager say to each other, with bytes that nobody has written with care: a message is
// read or refused, and a call of a container does what it is told or throws. What a server has not given is not there.
#include "fuzz.hpp"
#include "managers/message.hpp"
#include "multiprocessing/managers/sync_manager.hpp"
#include "multiprocessing/remote_error.hpp"

namespace {

namespace mp = multiprocessing;
using mp::detail::ManagedDict;
using mp::detail::ManagedList;
using mp::detail::ManagedSet;
using mp::detail::Request;
using mp::detail::StoredList;

/// A server with nothing in its table.
class Nobody final : public mp::detail::Exchange {
 public:
  [[nodiscard]] std::shared_ptr<void> arrived(mp::detail::ObjectId id) override {
    throw mp::RemoteError("", "there is no object " + std::to_string(id), "");
  }
  void sent(mp::detail::ObjectId) override { fuzz::require(false, "what was not given is not sent"); }
};

template <auto M>
std::string key() {
  return mp::detail::key_of<mp::Method<M>>();
}

using Entry = mp::detail::TypeEntry;
const std::vector<Entry>& types() {
  // Without repeat, whose result is as large as its caller wants.
  using L = ManagedList;
  using D = ManagedDict;
  using S = ManagedSet;
  using namespace mp::detail;
  static const std::vector<Entry> all{
      describe_type<L, mp::Method<&L::at>, mp::Method<&L::set>, mp::Method<&L::extend>, mp::Method<&L::insert>,
                    mp::Method<&L::pop>, mp::Method<&L::slice>, mp::Method<&L::replace>, mp::Method<&L::index>>(),
      describe_type<D, mp::Method<&D::find>, mp::Method<&D::set>, mp::Method<&D::take>, mp::Method<&D::update>,
                    mp::Method<&D::take_last>, mp::Method<&D::after>>(),
      describe_type<S, mp::Method<&S::add>, mp::Method<&S::discard>, mp::Method<&S::change>,
                    mp::Method<&S::take_any>>()};
  return all;
}

/// Three objects, as a server keeps them.
std::shared_ptr<void> object(std::size_t index) {
  if (index == 0) return std::make_shared<ManagedList>(StoredList(3));
  if (index == 1) return std::make_shared<ManagedDict>();
  return std::make_shared<ManagedSet>();
}

void perform(const Request& request) {
  const auto index = request.id % types().size();
  const auto target = object(index);
  for (const auto& [key, method] : types()[index].methods) {
    if (!request.key.empty() && key != request.key) continue;
    mp::detail::InputArchive arguments(request.body);
    mp::detail::OutputArchive result;
    try {
      method(target, arguments, result);
    } catch (const std::exception&) {
      // As the caller would be told.
    }
  }
}

fuzz::Input input(std::uint8_t kind, const mp::Bytes& message) {
  auto bytes = fuzz::input_of(message);
  bytes.insert(bytes.begin(), kind);
  return bytes;
}

template <class... Arguments>
fuzz::Input call(mp::detail::ObjectId id, std::string key, const Arguments&... arguments) {
  const auto body = mp::detail::dumps(std::tuple<Arguments...>(arguments...));
  return input(0, mp::detail::encode(Request{mp::detail::Ask::call, id, {}, std::move(key), body}));
}

}  // namespace

std::vector<fuzz::Input> fuzz::seeds() {
  const mp::detail::Stored value{mp::detail::dumps(7), {}, {}};
  return {call(0, key<&ManagedList::set>(), std::uint64_t{1}, value),
          call(0, key<&ManagedList::extend>(), StoredList{value, value}),
          call(0, key<&ManagedList::replace>(), std::uint64_t{0}, StoredList{value}),
          call(0, "", std::uint64_t{1}, std::uint64_t{2}),
          call(1, key<&ManagedDict::update>(), std::vector<mp::detail::StoredPair>{{value, value}}),
          call(1, key<&ManagedDict::after>(), std::optional<mp::detail::Stored>(value), std::uint64_t{0}),
          call(2, key<&ManagedSet::change>(), std::uint8_t{2}, StoredList{value}),
          input(1, mp::detail::encode(mp::detail::Answer{true, mp::detail::dumps(mp::detail::RemoteFailure{})})),
          input(2, mp::detail::encode_hello(mp::Bytes(mp::detail::session_bytes)))};
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const auto message = std::as_bytes(std::span(data + 1, size - 1));
  Nobody nobody;
  const mp::detail::Exchange::Scope exchange(nobody);
  try {
    switch (*data % 3) {
      case 0: {
        const auto request = mp::detail::decode_request(message);
        fuzz::require(request.body.size() + request.key.size() + request.name.size() <= size,
                      "no more is read than has arrived");
        fuzz::require(request.ask <= mp::detail::last_ask, "nothing unknown is asked for");
        perform(request);
        break;
      }
      case 1: {
        const auto answer = mp::detail::decode_answer(message);
        if (answer.failed) (void)mp::detail::to_exception(mp::detail::loads<mp::detail::RemoteFailure>(answer.body));
        break;
      }
      default:
        fuzz::require(mp::detail::decode_hello(message).size() == mp::detail::session_bytes, "a session has a name");
    }
  } catch (const mp::UnpicklingError&) {
    // The connection ends.
  } catch (const cereal::Exception&) {
    // The same.
  }
  return 0;
}
