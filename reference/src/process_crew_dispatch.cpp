// SPDX-License-Identifier: BSL-1.0
// The thread of a Pool. It waits for nothing but for all of its workers at once, so that none can hold it up.
#include <algorithm>
#include <iterator>

#include "platform/wait.hpp"
#include "process_crew.hpp"
#include "raise.hpp"

namespace multiprocessing::detail {
namespace {

using namespace std::chrono_literals;

constexpr auto grace = 2s;       // between asking a worker to end and ending it
constexpr auto hire_pause = 1s;  // until a worker that could not be started is tried again

bool counts(const WorkerLink& worker) { return worker.stage != WorkerLink::Stage::leaving && !worker.told_to_end; }

}  // namespace

void ProcessCrewOfPool::run() {
  {
    const std::lock_guard guard(mutex_);
    dispatcher_ = std::this_thread::get_id();
  }
  try {
    while (step()) {
    }
  } catch (...) {
    collapse(std::current_exception());
  }
  tell_endings();
  callbacks_.finish();
  const std::lock_guard guard(mutex_);
  ended_ = true;
  changed_.notify_all();
}

bool ProcessCrewOfPool::step() {
  {
    const std::lock_guard guard(mutex_);
    take_in_the_hired();
    plan();
    over_ = phase_ != Phase::running && workers_.empty() && queue_.empty();
    if (over_) return false;
  }
  tell_endings();
  hire_or_try_later();
  wait_and_handle();
  return true;
}

void ProcessCrewOfPool::take_in_the_hired() {
  std::move(hired_.begin(), hired_.end(), std::back_inserter(workers_));
  hired_.clear();
}

void ProcessCrewOfPool::plan() {
  if (failure_ || phase_ == Phase::terminating) {
    end_all_workers();
    const auto error = failure_ ? failure_ : std::make_exception_ptr(CancelledError("the pool was terminated"));
    for (auto& unit : queue_) endings_.push_back({std::move(unit), {}, error});
    queue_.clear();
    return;
  }
  for (const auto& worker : workers_) {
    if (worker->stage != Stage::idle) continue;
    if (!queue_.empty()) {
      give(*worker, std::move(queue_.front()));
      queue_.pop_front();
    } else if (phase_ == Phase::closing) {
      worker->stage = Stage::leaving;
      worker->send_end();
    }
  }
}

void ProcessCrewOfPool::give(WorkerLink& worker, std::shared_ptr<Unit> unit) {
  unit->begin();
  worker.stage = Stage::busy;
  if (unit->options.timeout) worker.task_ends = platform::deadline_after(unit->options.timeout);
  worker.begun = begun_.count(worker.place);
  worker.unit = std::move(unit);
  worker.send(worker.unit->request);
}

void ProcessCrewOfPool::end_all_workers() {
  for (const auto& worker : workers_) {
    if (worker->told_to_end) continue;
    worker->told_to_end = true;
    if (worker->ended_by == EndedBy::itself) worker->ended_by = EndedBy::pool;
    worker->kill_at = platform::deadline_after(grace);
    force_kill_ ? worker->process.kill() : worker->process.terminate();
  }
}

std::size_t ProcessCrewOfPool::vacancies() const {
  const std::lock_guard guard(mutex_);
  if (failure_ || phase_ == Phase::terminating) return 0;
  const auto staff =
      hired_.size() + static_cast<std::size_t>(std::count_if(workers_.begin(), workers_.end(),
                                                             [](const auto& worker) { return counts(*worker); }));
  const auto busy = static_cast<std::size_t>(std::count_if(
      workers_.begin(), workers_.end(), [](const auto& worker) { return counts(*worker) && worker->unit != nullptr; }));
  const bool all_the_time = !options_.executor && phase_ == Phase::running;
  const auto wanted = all_the_time ? options_.processes : std::min(options_.processes, busy + queue_.size());
  return wanted > staff ? wanted - staff : 0;
}

std::size_t ProcessCrewOfPool::free_place() const {
  const std::lock_guard guard(mutex_);
  std::size_t place = 0;
  const auto taken = [&](const auto& worker) { return worker->stage != Stage::leaving && worker->place == place; };
  const auto any = [&](const auto& some) { return std::any_of(some.begin(), some.end(), taken); };
  while (any(workers_) || any(hired_)) ++place;
  return place;
}

void ProcessCrewOfPool::hire() {
  auto [here, there] = Pipe();
  platform::keep_from_children(here.fileno());
  auto settings = options_.worker;
  OutputArchive known;
  save_known_exceptions(known);
  settings.known_exceptions.bytes = known.take();
  settings.begun = begun_;
  const auto place = free_place();
  settings.place = place;
  auto process = options_.make_worker(there, std::move(settings));
  const std::string name = process.name();
  const auto number = name.find('-');
  process.set_name("PoolWorker" + (number == std::string::npos ? "" : name.substr(number)));
  process.start();
  there.close();
  auto worker = std::make_unique<WorkerLink>(std::move(process), std::move(here), place);
  {
    const std::lock_guard guard(mutex_);
    if (!over_) {
      hired_.push_back(std::move(worker));
      return;
    }
  }
  worker->process.kill();
  worker->process.join();
}

void ProcessCrewOfPool::hire_what_is_wanted() {
  const std::unique_lock guard(hiring_, std::try_to_lock);
  if (!guard) return;  // whoever does it looks again, or wakes the dispatcher afterwards
  while (vacancies() > 0) hire();
}

void ProcessCrewOfPool::hire_or_try_later() {
  if (hire_again_ && !platform::passed(hire_again_)) return;
  hire_again_.reset();
  std::exception_ptr failure;
  try {
    hire_what_is_wanted();
  } catch (...) {
    failure = std::current_exception();
  }
  {
    const std::lock_guard guard(mutex_);
    take_in_the_hired();
  }
  if (!failure) return;
  if (workers_.empty()) {
    fail(failure);
    wake();
  } else {
    hire_again_ = platform::deadline_after(hire_pause);
  }
}

platform::deadline ProcessCrewOfPool::next_deadline() const {
  platform::deadline next = hire_again_;
  const auto consider = [&next](const platform::deadline& other) {
    if (other && (!next || *other < *next)) next = other;
  };
  for (const auto& worker : workers_) {
    consider(worker->task_ends);
    consider(worker->kill_at);
  }
  return next;
}

void ProcessCrewOfPool::wait_and_handle() {
  std::vector<platform::native_handle> handles{wake_pipe_.reader.native()};
  std::vector<WorkerLink*> of_channels;
  std::vector<WorkerLink*> of_sentinels;
  for (const auto& worker : workers_) {
    handles.push_back(worker->process.sentinel().native());
    of_sentinels.push_back(worker.get());
  }
  for (const auto& worker : workers_) {
    if (!worker->open) continue;
    handles.push_back(worker->channel.fileno());
    of_channels.push_back(worker.get());
  }
  std::vector<WorkerLink*> ended;
  for (const auto index : checked(platform::wait_any(handles, next_deadline()))) {
    if (index == 0) {
      std::byte one{};
      (void)platform::read_some(wake_pipe_.reader.native(), std::span(&one, 1));
      woken_ = false;
    } else if (index <= of_sentinels.size()) {
      ended.push_back(of_sentinels[index - 1]);
    } else {
      auto& worker = *of_channels[index - 1 - of_sentinels.size()];
      worker.read();
      read_all(worker);
      // One that has closed its channel is of no use. Usually it is just about to end.
      if (!worker.open && !worker.kill_at) worker.kill_at = platform::deadline_after(grace);
    }
  }
  for (auto* worker : ended) bury(*worker);
  end_overdue();
}

void ProcessCrewOfPool::read_all(WorkerLink& worker) {
  while (auto message = worker.next_message()) handle(worker, std::move(*message));
}

void ProcessCrewOfPool::end_overdue() {
  const std::lock_guard guard(mutex_);
  for (const auto& worker : workers_) {
    if (worker->kill_at && platform::passed(worker->kill_at)) {
      worker->kill_at.reset();
      // One that leaves by itself may still be sending what it has put into queues.
      if (worker->told_to_end || worker->stage != Stage::leaving) worker->process.kill();
    }
    if (worker->task_ends && platform::passed(worker->task_ends)) {
      worker->task_ends.reset();
      if (worker->unit && worker->ended_by == EndedBy::itself) worker->ended_by = EndedBy::timeout;
      if (worker->unit) worker->process.kill();
    }
  }
}

void ProcessCrewOfPool::handle(WorkerLink& worker, Bytes message) {
  if (message.empty()) return;
  const auto kind = static_cast<FromWorker>(message.front());
  switch (kind) {
    case FromWorker::ready: {
      const std::lock_guard guard(mutex_);
      worker.stage = Stage::idle;
      in_vain_ = 0;
      return;
    }
    case FromWorker::not_ready: {
      RemoteFailure failure;
      InputArchive archive(std::span<const std::byte>(message).subspan(1));
      archive(failure);
      {
        const std::lock_guard guard(mutex_);
        worker.stage = Stage::leaving;
      }
      fail(to_exception(failure));
      return;
    }
    case FromWorker::more:
      worker.send_piece();
      return;
    case FromWorker::done:
    case FromWorker::done_and_gone: {
      const std::lock_guard guard(mutex_);
      worker.task_ends.reset();
      worker.stage = kind == FromWorker::done ? Stage::idle : Stage::leaving;
      Ending ending{std::move(worker.unit), std::move(message), {}};
      if (worker.ended_by == EndedBy::cancel) ending.error = std::make_exception_ptr(CancelledError());
      // It has been killed, and takes no more.
      if (worker.ended_by != EndedBy::itself) worker.stage = Stage::leaving;
      if (ending.unit) endings_.push_back(std::move(ending));
      return;
    }
  }
}

void ProcessCrewOfPool::bury(WorkerLink& worker) {
  // What it had answered counts.
  while (worker.open) {
    const platform::native_handle channel[] = {worker.channel.fileno()};
    if (checked(platform::wait_any(channel, platform::deadline_after(0ns))).empty()) break;
    worker.read();
  }
  read_all(worker);
  if (!worker.process.join(grace)) {
    worker.process.kill();
    worker.process.join();
  }
  mourn(worker, worker.process.exitcode().value_or(0));
  std::unique_ptr<WorkerLink> gone;
  const std::lock_guard guard(mutex_);
  const auto found =
      std::find_if(workers_.begin(), workers_.end(), [&](const auto& it) { return it.get() == &worker; });
  gone = std::move(*found);
  workers_.erase(found);
}

void ProcessCrewOfPool::mourn(WorkerLink& worker, int exitcode) {
  const auto died = [&] { return std::make_exception_ptr(WorkerDiedError(worker.process.name(), exitcode)); };
  std::exception_ptr fatal;
  {
    const std::lock_guard guard(mutex_);
    const bool unexpected = worker.ended_by == EndedBy::itself && worker.stage != Stage::leaving;
    if (unexpected && options_.executor) fatal = died();
    if (unexpected && worker.stage == Stage::starting && ++in_vain_ > options_.processes + 2) fatal = died();
    const bool again = may_try_again(worker);
    if (auto unit = std::move(worker.unit)) {
      switch (worker.ended_by) {
        case EndedBy::timeout:
          endings_.push_back({std::move(unit), {}, std::make_exception_ptr(TaskTimeoutError())});
          break;
        case EndedBy::cancel:
          endings_.push_back({std::move(unit), {}, std::make_exception_ptr(CancelledError())});
          break;
        case EndedBy::pool:
          queue_.push_front(std::move(unit));  // with the others it fails in plan()
          break;
        case EndedBy::itself:
          if (fatal || again) {
            queue_.push_front(std::move(unit));
          } else {
            endings_.push_back({std::move(unit), {}, died()});
          }
          break;
      }
    }
  }
  if (fatal) fail(fatal);
}

bool ProcessCrewOfPool::may_try_again(const WorkerLink& worker) const {
  if (!worker.unit) return false;
  auto& unit = *worker.unit;
  // It may be the reason all the same: what is too large for the memory of a worker, say.
  constexpr int often = 3;
  if (begun_.tells() && begun_.count(worker.place) == worker.begun && unit.not_begun++ < often) return true;
  return unit.attempts++ < unit.options.retries;
}

void ProcessCrewOfPool::fail(std::exception_ptr error) {
  if (options_.executor) {
    try {
      try {
        std::rethrow_exception(error);
      } catch (const std::exception& why) {
        std::throw_with_nested(BrokenProcessPool(std::string("this executor cannot go on: ") + why.what()));
      } catch (...) {
        std::throw_with_nested(BrokenProcessPool("this executor cannot go on"));
      }
    } catch (const BrokenProcessPool&) {
      error = std::current_exception();
    }
  }
  const std::lock_guard guard(mutex_);
  if (!failure_) failure_ = std::move(error);
}

void ProcessCrewOfPool::tell_endings() {
  for (auto& ending : std::exchange(endings_, {})) {
    if (ending.error) {
      ending.unit->fail(ending.error);
    } else {
      ending.unit->finish(std::span<const std::byte>(ending.reply).subspan(1));
    }
  }
}

void ProcessCrewOfPool::collapse(const std::exception_ptr& error) {
  {
    const std::lock_guard guard(mutex_);
    over_ = true;
    take_in_the_hired();
  }
  for (const auto& worker : workers_) worker->process.kill();
  for (const auto& worker : workers_) worker->process.join();
  const std::lock_guard guard(mutex_);
  if (!failure_) failure_ = error;
  for (const auto& worker : workers_) {
    if (worker->unit) queue_.push_back(std::move(worker->unit));
  }
  workers_.clear();
  for (auto& unit : queue_) endings_.push_back({std::move(unit), {}, failure_});
  queue_.clear();
}

}  // namespace multiprocessing::detail
