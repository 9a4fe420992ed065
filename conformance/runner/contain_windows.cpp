// SPDX-License-Identifier: BSL-1.0
// One cell for each program: it watches the leader, reads the outputs, and ends with its job empty.
//
// A job holds every descendant, whatever it does (no breakaway is allowed), so nothing has to be searched. Semaphores,
// sections, pipes and the like live by handles, and handles by processes: with an empty job none should be left
// ("Kernel objects", "Object Lifetime", Microsoft Learn), and the lists of named objects are looked through for those
// of the case. Pipes have no such list. Files are what remains, and those are in the work folder.
#include <windows.h>
// After windows.h, whose types it needs.
#include <tlhelp32.h>

#include <algorithm>
#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/windows/stream_handle.hpp>
#include <map>
#include <span>

#include "capture.hpp"
#include "contain.hpp"
#include "contain_launch_windows.hpp"
#include "contain_watchdog_windows.hpp"

namespace procport::runner {
namespace {

namespace asio = boost::asio;
using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds first_look{2}, longest_look{25}, give_up_killing{10'000};
// After a deadline, how long the event loop may take to act on it; and how long to note what the watchdog then did.
constexpr milliseconds loop_late{15'000}, loop_dead{60'000};
constexpr const char* kind_text = "strong(job object; named objects by name)";
constexpr const char* kind_without_objects = "strong(job object; named objects not observed)";

struct Listed {
  DWORD pid = 0, parent = 0;
  std::string name;
};

std::vector<DWORD> numbers_in(HANDLE job) {
  std::vector<ULONG_PTR> memory(2 + 64);
  while (true) {
    auto* list = reinterpret_cast<JOBOBJECT_BASIC_PROCESS_ID_LIST*>(memory.data());
    const auto bytes = static_cast<DWORD>(memory.size() * sizeof(ULONG_PTR));
    if (QueryInformationJobObject(job, JobObjectBasicProcessIdList, list, bytes, nullptr) != FALSE) {
      const std::span<const ULONG_PTR> numbers(list->ProcessIdList, list->NumberOfProcessIdsInList);
      return {numbers.begin(), numbers.end()};
    }
    if (GetLastError() != ERROR_MORE_DATA || memory.size() > 1'000'000) return {};
    memory.resize(memory.size() * 2);
  }
}

/// The living processes of a job, with what the system knows of each.
std::vector<Listed> living(HANDLE job) {
  const auto numbers = numbers_in(job);
  if (numbers.empty()) return {};
  std::map<DWORD, Listed> all;
  const HANDLE snapshot = CreateToolhelp32Snapshot(TH32CS_SNAPPROCESS, 0);
  if (snapshot != INVALID_HANDLE_VALUE) {
    const OwnedHandle owned(snapshot);
    PROCESSENTRY32W entry{};
    entry.dwSize = sizeof entry;
    for (BOOL more = Process32FirstW(snapshot, &entry); more != FALSE; more = Process32NextW(snapshot, &entry)) {
      all[entry.th32ProcessID] = {entry.th32ProcessID, entry.th32ParentProcessID, to_utf8(entry.szExeFile)};
    }
  }
  std::vector<Listed> out;
  for (const auto number : numbers) {
    const auto found = all.find(number);
    out.push_back(found == all.end() ? Listed{number, 0, "a process"} : found->second);
  }
  return out;
}

std::string in_words(const Listed& process, DWORD leader) {
  auto text = process.name + "[" + std::to_string(process.pid) + "]";
  if (process.pid != leader) text += ", child of " + std::to_string(process.parent);
  return text;
}

}  // namespace

struct Containment::Impl {
  struct Output {
    Output(asio::io_context& io, OwnedHandle handle, std::size_t keep) : stream(io, handle.release()), capture(keep) {}
    asio::windows::stream_handle stream;
    std::array<char, 16 * 1024> buffer{};
    Capture capture;
    bool ended = false;
  };

  struct Cell {
    Cell(asio::io_context& io, Launch l, LaunchedInJob& launched, Done d)
        : launch(std::move(l)),
          job(std::move(launched.job)),
          pid(launched.pid),
          process(std::move(launched.process)),
          out(io, std::move(launched.out), launch.keep_bytes),
          err(io, std::move(launched.err), launch.keep_bytes),
          deadline(io),
          look(io),
          done(std::move(d)) {}
    Launch launch;
    OwnedHandle job;
    DWORD pid;
    OwnedHandle process;
    Output out, err;
    asio::steady_timer deadline, look;
    Done done;
    Ending ending;
    Clock::time_point started = Clock::now(), ended{}, killed{};
    milliseconds pause = first_look;
    bool leader_dead = false, killing = false;
  };
  using CellPointer = std::shared_ptr<Cell>;

  explicit Impl(asio::io_context& context) : io(context) {
    // Inherited by what is started: nobody is there to close a message box.
    SetErrorMode(SEM_FAILCRITICALERRORS | SEM_NOGPFAULTERRORBOX | SEM_NOOPENFILEERRORBOX);
  }

  void see_death(const CellPointer& cell) {
    DWORD code = STILL_ACTIVE;
    if (cell->leader_dead || WaitForSingleObject(cell->process.get(), 0) != WAIT_OBJECT_0) return;
    GetExitCodeProcess(cell->process.get(), &code);
    cell->leader_dead = true;
    cell->pause = first_look;
    if (watchdog.has_ended(cell->job.get())) cell->ending.out_of_time = true;
    cell->ended = Clock::now();
    cell->deadline.cancel();
    cell->ending.code = static_cast<int>(code);
    cell->ending.signal = crash_name(code);
    cell->ending.how = cell->ending.signal.empty() ? Ending::How::exited : Ending::How::signalled;
    if (!cell->killing) settle(cell);
  }

  /// Looks again and again, and when an output ends. A wait that the thread pool does (object_handle) would be quicker
  /// by some milliseconds, and is one more thread whose standing still nobody would see.
  void watch(const CellPointer& cell) {
    see_death(cell);
    if (!cell->leader_dead && !cell->killing) later(cell, &Impl::watch);
  }

  /// The other processes of the cell. The leader may still be in the list for a moment after its end.
  static std::vector<Listed> followers(const CellPointer& cell) {
    auto all = living(cell->job.get());
    if (cell->leader_dead) std::erase_if(all, [&](const Listed& process) { return process.pid == cell->pid; });
    return all;
  }

  void later(const CellPointer& cell, void (Impl::*next)(const CellPointer&)) {
    cell->look.expires_after(cell->pause);
    cell->pause = std::min(cell->pause * 2, longest_look);
    cell->look.async_wait([this, cell, next](const boost::system::error_code& error) {
      if (!error) (this->*next)(cell);
    });
  }

  /// The leader has ended by itself. Helpers may follow it by themselves for a while; what stays was left behind.
  void settle(const CellPointer& cell) {
    if (cell->killing) return;
    const auto left = followers(cell);
    if (left.empty()) return kill_all(cell);
    if (Clock::now() - cell->ended < cell->launch.settle) return later(cell, &Impl::settle);
    for (const auto& process : left) {
      cell->ending.residue.items.push_back(
          {"process", process.name,
           "pid " + std::to_string(process.pid) + ", child of " + std::to_string(process.parent)});
    }
    kill_all(cell);
  }

  void begin_kill(const CellPointer& cell) {
    if (cell->leader_dead || cell->killing) return;
    for (const auto& process : living(cell->job.get())) {
      if (cell->ending.snapshot.size() < 20) cell->ending.snapshot.push_back(in_words(process, cell->pid));
    }
    kill_all(cell);
  }

  /// Ends the job as often as it takes: a process may be on its way into it.
  void kill_all(const CellPointer& cell) {
    if (!cell->killing) {
      cell->killing = true;
      cell->killed = Clock::now();
      cell->pause = first_look;
    }
    see_death(cell);
    const auto left = followers(cell);
    const bool none = cell->leader_dead && left.empty();
    const bool given_up = Clock::now() - cell->killed > give_up_killing;
    // With the last process the last write ends have gone, so the outputs end too.
    if (given_up || (none && cell->out.ended && cell->err.ended)) return finish(cell, left);
    if (!none) TerminateJobObject(cell->job.get(), 1);
    later(cell, &Impl::kill_all);
  }

  void finish(const CellPointer& cell, const std::vector<Listed>& left) {
    auto& ending = cell->ending;
    for (const auto& process : left) {
      ending.residue.items.push_back({"process", process.name, "could not be killed: " + in_words(process, 0)});
    }
    watchdog.forget(cell->job.get());
    std::erase(cells, cell);
    boost::system::error_code ignored;
    cell->out.stream.close(ignored);
    cell->err.stream.close(ignored);
    ending.out = cell->out.capture.take();
    ending.err = cell->err.capture.take();
    const auto objects = named_objects(cell->launch.token);
    if (objects) ending.residue.items.insert(ending.residue.items.end(), objects->begin(), objects->end());
    ending.containment = objects ? kind_text : kind_without_objects;
    const auto end = cell->leader_dead ? cell->ended : Clock::now();
    ending.duration = std::chrono::duration_cast<milliseconds>(end - cell->started);
    ending.residue.state = !ending.residue.items.empty() ? "left" : objects ? "clean" : "unknown";
    cell->done(std::move(ending));
  }

  void read(const CellPointer& cell, Output& output) {
    output.stream.async_read_some(asio::buffer(output.buffer),
                                  [this, cell, &output](const boost::system::error_code& error, std::size_t size) {
                                    output.capture.add({output.buffer.data(), size});
                                    output.ended = static_cast<bool>(error);
                                    error ? see_death(cell) : read(cell, output);
                                  });
  }

  asio::io_context& io;
  std::vector<CellPointer> cells;
  Watchdog watchdog{loop_dead};
};

Containment::Containment(boost::asio::io_context& io) : impl_(std::make_unique<Impl>(io)) {}
Containment::~Containment() = default;

std::string Containment::kind() const { return kind_text; }

void Containment::start(const Launch& launch, Done done) {
  auto launched = launch_in_job(launch);
  if (!launched.error.empty()) {
    Ending ending;
    ending.error = launched.error;
    ending.containment = kind();
    asio::post(impl_->io, [done = std::move(done), ending]() mutable { done(std::move(ending)); });
    return;
  }
  auto cell = std::make_shared<Impl::Cell>(impl_->io, launch, launched, std::move(done));
  impl_->cells.push_back(cell);
  impl_->read(cell, cell->out);
  impl_->read(cell, cell->err);
  impl_->watchdog.guard(cell->job.get(), cell->started + launch.limit + loop_late);
  impl_->watch(cell);
  cell->deadline.expires_after(launch.limit);
  cell->deadline.async_wait([this, cell](const boost::system::error_code& error) {
    if (error) return;
    impl_->see_death(cell);
    if (cell->leader_dead || cell->killing) return;
    cell->ending.out_of_time = true;
    impl_->begin_kill(cell);
  });
}

void Containment::stop_all() {
  for (const auto& cell : std::vector<Impl::CellPointer>(impl_->cells)) {
    if (cell->killing) continue;
    // One whose leader is dead is still being watched for what it leaves, and nobody can wait for that now.
    cell->ending.interrupted = true;
    cell->leader_dead ? impl_->kill_all(cell) : impl_->begin_kill(cell);
  }
}

// Every job is empty before its program's end is told, and nothing leaves a job.
std::vector<std::string> Containment::sweep() { return {}; }

}  // namespace procport::runner
