// SPDX-License-Identifier: BSL-1.0
// The types that a SyncManager serves: how they are made, and their methods.
#include "multiprocessing/managers/sync_manager.hpp"

#include "multiprocessing/context.hpp"

namespace multiprocessing {
namespace {

using detail::ManagedArray;
using detail::ManagedBarrier;
using detail::ManagedCondition;
using detail::ManagedDict;
using detail::ManagedList;
using detail::ManagedNamespace;
using detail::ManagedPool;
using detail::ManagedQueue;
using detail::ManagedSet;
using detail::ManagedTasks;
using detail::ManagedValue;
using detail::ObjectWire;
using detail::Stored;
using detail::StoredList;

void register_waits(SyncManager& manager) {
  using dummy::Barrier;
  using dummy::Condition;
  using dummy::Event;
  using dummy::Lock;
  using dummy::RLock;
  using dummy::Semaphore;
  manager.register_type<Lock>("Lock", init<>, method<detail::timed_acquire<Lock>>, method<&Lock::release>,
                              method<&Lock::locked>, method<&Lock::recover>);
  manager.register_type<RLock>("RLock", init<>, method<detail::timed_acquire<RLock>>, method<&RLock::release>,
                               method<&RLock::locked>, method<&RLock::recover>);
  manager.register_type<Semaphore>("Semaphore", init<std::uint32_t>, method<detail::timed_acquire<Semaphore>>,
                                   method<&Semaphore::release>, method<&Semaphore::locked>,
                                   method<&Semaphore::get_value>);
  manager.register_type<dummy::BoundedSemaphore>("BoundedSemaphore", init<std::uint32_t>,
                                                 method<detail::timed_acquire<Semaphore>>, method<&Semaphore::release>,
                                                 method<&Semaphore::locked>, method<&Semaphore::get_value>);
  manager.register_type<ManagedCondition>(
      "Condition", init<>, init<ObjectWire<Lock>>, init<ObjectWire<RLock>>, method<detail::timed_acquire<Condition>>,
      method<&Condition::release>, method<&Condition::locked>, method<&Condition::recover>,
      method<detail::timed_wait<Condition>>, method<&Condition::notify>, method<&Condition::notify_all>);
  manager.register_type<Event>("Event", init<>, method<&Event::is_set>, method<&Event::set>, method<&Event::clear>,
                               method<detail::timed_wait<Event>>);
  manager.register_type<ManagedBarrier>("Barrier", init<std::size_t, Timeout>, method<&detail::wait_at>,
                                        method<&detail::wait_as_agreed>, method<&Barrier::reset>,
                                        method<&Barrier::abort>, method<&Barrier::parties>, method<&Barrier::n_waiting>,
                                        method<&Barrier::broken>);
}

void register_list(SyncManager& manager) {
  using L = ManagedList;
  manager.register_type<L>("list", init<>, init<StoredList>, method<&L::size>, method<&L::at>, method<&L::find>,
                           method<&L::set>, method<&L::append>, method<&L::extend>, method<&L::insert>, method<&L::pop>,
                           method<&L::remove>, method<&L::count>, method<&L::index>, method<&L::slice>,
                           method<&L::repeat>, method<&L::reverse>, method<&L::clear>, method<&L::snapshot>,
                           method<&L::replace>);
}

template <class Dict>
void register_dict(SyncManager& manager, std::string name) {
  using D = ManagedDict;
  manager.register_type<Dict>(std::move(name), init<>, method<&D::size>, method<&D::find>, method<&D::set>,
                              method<&D::take>, method<&D::take_last>, method<&D::set_default>, method<&D::update>,
                              method<&D::items>, method<&D::clear>, method<&D::after>);
}

void register_pool(SyncManager& manager) {
  using P = ManagedPool;
  using T = ManagedTasks;
  manager.register_type<T>("AsyncResult", method<&T::wait>, method<&T::collect>, method<&T::take>, method<&T::cancel>);
  manager.register_type<P>("Pool", init<detail::PoolSettings>, method<&P::submit>, method<&P::close>,
                           method<&P::terminate>, method<&P::join>, method<&P::size>);
}

void register_containers(SyncManager& manager) {
  using Q = ManagedQueue;
  manager.register_type<Q>("Queue", init<std::size_t>, method<&Q::try_put>, method<&Q::try_get>, method<&Q::qsize>,
                           method<&Q::empty>, method<&Q::full>, method<&Q::shutdown>, method<&Q::task_done>,
                           method<detail::timed_join<Q>>);
  register_list(manager);
  register_dict<ManagedDict>(manager, "dict");
  using S = ManagedSet;
  manager.register_type<S>("set", init<>, init<StoredList>, method<&S::size>, method<&S::contains>, method<&S::add>,
                           method<&S::discard>, method<&S::take_any>, method<&S::change>, method<&S::items>,
                           method<&S::clear>);
  using V = ManagedValue;
  manager.register_type<V>("Value", init<Stored>, method<&V::get>, method<&V::set>, method<&V::exchange>);
  using A = ManagedList;
  manager.register_type<ManagedArray>("Array", init<StoredList>, method<&A::size>, method<&A::at>, method<&A::set>,
                                      method<&A::slice>);
  register_dict<ManagedNamespace>(manager, "Namespace");
}

}  // namespace

SyncManager::SyncManager(ManagerOptions options) : BaseManager(std::move(options)) {
  register_waits(*this);
  register_containers(*this);
  register_pool(*this);
}

SyncManager Manager(ManagerOptions options) {
  SyncManager manager(std::move(options));
  manager.start();
  return manager;
}

SyncManager Context::Manager() const { return Manager(ManagerOptions{}); }
SyncManager Context::Manager(ManagerOptions options) const {
  options.start_method = method_;
  return multiprocessing::Manager(std::move(options));
}

}  // namespace multiprocessing
