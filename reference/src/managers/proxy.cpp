// SPDX-License-Identifier: BSL-1.0
// Proxies: what they ask their server, and how they travel.
#include "multiprocessing/managers/proxy.hpp"

#include <boost/core/demangle.hpp>

#include "link.hpp"
#include "raise.hpp"
#include "thread_name.hpp"

namespace multiprocessing {
namespace detail {
namespace {

// How a proxy is written.
enum : std::uint8_t {
  nobody = 0,     // it stands for nothing
  carried = 1,    // in a value for its own server: the id says all
  lent = 2,       // in a message
  entrusted = 3,  // in what a new process is given: with the key
};

bool is_hand_off(OutputArchive& archive) {
  try {
    (void)archive.hand_off("a key");
    return true;
  } catch (const UnpicklableError&) {
    return false;
  }
}

}  // namespace

Bytes Call::make(ObjectId id, std::string method, Bytes arguments) {
  return link_->call(Request{Ask::call, id, {}, std::move(method), std::move(arguments)});
}

std::shared_ptr<void> Call::arrived(ObjectId id) { return link_->adopt(id); }

std::string text_of_place(const std::type_info& type, const void* object) {
  return name_of_object(boost::core::demangle(type.name()).c_str(), object) + ">";
}

const void* server_of(const Reference& reference) noexcept { return reference.link().get(); }

}  // namespace detail

using detail::Link;
using detail::Reference;

const std::shared_ptr<Reference>& ProxyBase::reference() const { return detail::live(reference_, "Proxy"); }

bool ProxyBase::same_as(const ProxyBase& other) const noexcept {
  if (!reference_ || !other.reference_) return reference_ == other.reference_;
  return reference_->id() == other.reference_->id() && reference_->link() == other.reference_->link();
}

std::string ProxyBase::object_text() const {
  return detail::loads<std::string>(
      reference()->link()->call({detail::Ask::call, reference()->id(), {}, std::string(detail::text_key), {}}));
}

std::string ProxyBase::described(const std::type_info& type) const {
  const std::string text = "<" + boost::core::demangle(type.name()) + " of ";
  if (!reference_) return text + "nothing>";
  return text + "object " + std::to_string(reference_->id()) + " of " + reference_->link()->address.to_string() + ">";
}

Bytes ProxyBase::value_bytes() const {
  return reference()->link()->call({detail::Ask::call, reference()->id(), {}, std::string(detail::value_key), {}});
}

void ProxyBase::save(detail::OutputArchive& archive) const {
  if (!reference_) {
    archive(std::uint8_t{detail::nobody});
    return;
  }
  auto& link = *reference_->link();
  if (detail::Packing::note(&link, reference_->id(), reference_)) {
    archive(std::uint8_t{detail::carried}, reference_->id());
    return;
  }
  (void)link.ask({detail::Ask::lend, reference_->id(), {}, {}, {}});
  const bool private_to_child = detail::is_hand_off(archive);
  archive(std::uint8_t{private_to_child ? detail::entrusted : detail::lent}, reference_->id(), link.address);
  if (private_to_child) archive(link.key);
}

void ProxyBase::load(detail::InputArchive& archive) {
  reference_.reset();
  std::uint8_t way = 0;
  archive(way);
  if (way == detail::nobody) return;
  detail::ObjectId id = 0;
  archive(id);
  if (way == detail::carried) {
    reference_ = std::static_pointer_cast<Reference>(detail::Unpacking::find(id));
    if (!reference_) throw UnpicklingError("a proxy is outside of the value that it belongs to");
    return;
  }
  if (way != detail::lent && way != detail::entrusted) throw UnpicklingError("this is no proxy");
  Address address;
  archive(address);
  std::optional<AuthenticationKey> key;
  if (way == detail::entrusted) archive(key.emplace());
  const auto link = Link::to(address, key);
  (void)link->ask({detail::Ask::claim, id, {}, {}, {}});
  reference_ = link->adopt(id);
}

}  // namespace multiprocessing
