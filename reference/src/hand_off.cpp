// SPDX-License-Identifier: BSL-1.0
// What travels to a process that is being started, and what is refused because it cannot.
#include "hand_off.hpp"

#include <boost/core/demangle.hpp>

#include "multiprocessing/process.hpp"
#include "platform/code_address.hpp"
#include "raise.hpp"

namespace multiprocessing::detail {
namespace {

thread_local int loading_depth = 0;

}  // namespace

bool loading() noexcept { return loading_depth > 0; }
LoadingScope::LoadingScope() noexcept { ++loading_depth; }
LoadingScope::~LoadingScope() { --loading_depth; }

HandOff& OutputArchive::hand_off(const char* what) {
  if (hand_off_ == nullptr) {
    throw UnpicklableError(std::string(what) + " can only be passed to a Process when it is started");
  }
  return *hand_off_;
}

TakeOver& InputArchive::take_over(const char* what) {
  if (taken_ == nullptr) throw UnpicklingError(std::string("a message cannot hold ") + what);
  return *taken_;
}

std::int64_t hand_off_handle(HandOff& hand_off, platform::native_handle native) {
  if (std::find(hand_off.handles.begin(), hand_off.handles.end(), native) == hand_off.handles.end()) {
    hand_off.handles.push_back(native);
  }
  return native;
}

platform::handle take_over_handle(InputArchive& archive) {
  std::int64_t number = platform::invalid_handle;
  archive(number);
  return platform::handle(archive.take_over("a handle").native(number));
}

void save_transfer(OutputArchive& archive, HandOff& hand_off, const platform::semaphore_transfer& transfer) {
  if (!transfer.name.empty()) hand_off.named = true;
  std::vector<std::int64_t> handles;
  for (const auto native : transfer.handles) handles.push_back(hand_off_handle(hand_off, native));
  archive(transfer.strategy, transfer.name, handles, transfer.maximum);
}

platform::semaphore_transfer load_transfer(InputArchive& archive) {
  platform::semaphore_transfer transfer;
  std::vector<std::int64_t> handles;
  archive(transfer.strategy, transfer.name, handles, transfer.maximum);
  const TakeOver& taken = archive.take_over("a handle");
  for (const auto number : handles) transfer.handles.push_back(taken.native(number));
  return transfer;
}

void save_lock_transfer(OutputArchive& archive, HandOff& hand_off, const platform::lock_transfer& transfer) {
  archive(transfer.strategy);
  save_transfer(archive, hand_off, transfer.parts);
}

platform::lock_transfer load_lock_transfer(InputArchive& archive) {
  platform::lock_transfer transfer;
  archive(transfer.strategy);
  transfer.parts = load_transfer(archive);
  return transfer;
}

void save_wait_transfer(OutputArchive& archive, HandOff& hand_off, const platform::wait_transfer& transfer) {
  archive(transfer.strategy);
  save_transfer(archive, hand_off, transfer.wake);
}

platform::wait_transfer load_wait_transfer(InputArchive& archive) {
  platform::wait_transfer transfer;
  archive(transfer.strategy);
  transfer.wake = load_transfer(archive);
  return transfer;
}

void save_code(OutputArchive& archive, void (*function)()) {
  auto address = platform::locate_code(function);
  if (!address) throw UnpicklableError("the target cannot be named to another process: " + address.error().message());
  archive(address->module, address->build_id, address->offset);
}

void (*load_code(InputArchive& archive))() {
  platform::code_address address;
  archive(address.module, address.build_id, address.offset);
  auto function = platform::resolve_code(address);
  if (!function) {
    throw UnpicklingError("the target of the process is not in this program, which is another build than its parent: " +
                          function.error().message());
  }
  return *function;
}

void refuse_target(const char* type_name) {
  throw UnpicklableError("the target of type " + boost::core::demangle(type_name) +
                         " holds state that a spawned process cannot be given: pass it as arguments instead");
}

}  // namespace multiprocessing::detail
