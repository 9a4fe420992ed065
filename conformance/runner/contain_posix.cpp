// SPDX-License-Identifier: BSL-1.0
// One cell for each program: it watches the leader, reads the outputs, and ends with nothing left.
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cerrno>
#include <csignal>

#include "capture.hpp"
#include "contain.hpp"
#include "contain_launch.hpp"
#include "contain_listing.hpp"

namespace procport::runner {
namespace {

namespace asio = boost::asio;
using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds first_look{2}, longest_look{25}, give_up_killing{10'000};

/// As a link in /proc/PID/fd shows it.
std::string pipe_name(int descriptor) {
  struct stat status {};
  if (fstat(descriptor, &status) != 0) return {};
  return "pipe:[" + std::to_string(status.st_ino) + "]";
}

std::string in_words(const FoundProcess& process, long leader) {
  auto text = process.name + "[" + std::to_string(process.pid) + "] " + std::string(1, process.state);
  if (!process.waits_for.empty()) text += " in " + process.waits_for;
  if (process.pid != leader) text += ", child of " + std::to_string(process.parent);
  return text;
}

}  // namespace

struct Containment::Impl {
  struct Output {
    Output(asio::io_context& io, int descriptor, std::size_t keep) : stream(io, descriptor), capture(keep) {
      stream.non_blocking(true);
    }
    asio::posix::stream_descriptor stream;
    std::array<char, 16 * 1024> buffer{};
    Capture capture;
  };

  struct Cell {
    Cell(asio::io_context& io, Launch l, const Launched& launched, Done d)
        : launch(std::move(l)),
          pid(launched.pid),
          out(io, launched.out, launch.keep_bytes),
          err(io, launched.err, launch.keep_bytes),
          deadline(io),
          look(io),
          done(std::move(d)) {}
    Launch launch;
    long pid;
    Output out, err;
    asio::steady_timer deadline, look;
    Done done;
    Ending ending;
    Clock::time_point started = Clock::now(), ended{};
    milliseconds pause = first_look;
    std::vector<std::string> pipes;
    bool leader_dead = false, killing = false, alone = true;
  };
  using CellPointer = std::shared_ptr<Cell>;

  explicit Impl(asio::io_context& context) : io(context), children(context, SIGCHLD), adopts(adopt_orphans()) {
    signal(SIGPIPE, SIG_IGN);
    watch_children();
  }

  void watch_children() {
    children.async_wait([this](const boost::system::error_code& error, int) {
      if (error) return;
      // Signals merge, so each cell is asked; a copy, as an ended cell leaves the list.
      for (const auto& cell : std::vector<CellPointer>(cells)) see_death(cell);
      watch_children();
    });
  }

  [[nodiscard]] std::vector<Marks> marks() const {
    std::vector<Marks> out;
    for (const auto& cell : cells) {
      out.push_back({cell->pid, cell->launch.token, cell->launch.work, cell->pipes, cell->alone});
    }
    return out;
  }

  /// The living processes of one cell, leader included; none where they cannot be listed.
  [[nodiscard]] std::optional<std::vector<FoundProcess>> living(const CellPointer& cell) const {
    auto all = living_descendants(marks(), adopts);
    if (!all) return std::nullopt;
    const auto mine = static_cast<std::size_t>(std::ranges::find(cells, cell) - cells.begin());
    std::erase_if(*all, [&](const FoundProcess& process) { return process.owner != mine; });
    return all;
  }

  void see_death(const CellPointer& cell) {
    if (cell->leader_dead) return;
    siginfo_t info{};
    if (waitid(P_PID, static_cast<id_t>(cell->pid), &info, WEXITED | WNOHANG | WNOWAIT) != 0 || info.si_pid == 0)
      return;
    cell->leader_dead = true;
    cell->ended = Clock::now();
    cell->deadline.cancel();
    cell->ending.how = info.si_code == CLD_EXITED ? Ending::How::exited : Ending::How::signalled;
    cell->ending.code = info.si_status;
    if (cell->ending.how == Ending::How::signalled) cell->ending.signal = signal_name(info.si_status);
    if (!cell->killing) settle(cell);
  }

  void later(const CellPointer& cell, void (Impl::*next)(const CellPointer&)) {
    cell->look.expires_after(cell->pause);
    cell->pause = std::min(cell->pause * 2, longest_look);
    cell->look.async_wait([this, cell, next](const boost::system::error_code& error) {
      if (!error) (this->*next)(cell);
    });
  }

  /// The leader has died by itself. Helpers may follow it by themselves for a while; what stays was left behind.
  void settle(const CellPointer& cell) {
    if (cell->killing) return;
    const auto left = living(cell);
    if (!left || left->empty()) return kill_all(cell);
    const bool all_ending = std::ranges::all_of(*left, &FoundProcess::ending);
    const auto waited = Clock::now() - cell->ended;
    if (waited < cell->launch.settle || (all_ending && waited < give_up_killing)) return later(cell, &Impl::settle);
    for (const auto& process : *left) {
      auto detail = "pid " + std::to_string(process.pid) + ", state " + std::string(1, process.state);
      if (!process.waits_for.empty()) detail += " in " + process.waits_for;
      if (process.session != cell->pid) detail += ", in another session (" + std::to_string(process.session) + ")";
      cell->ending.residue.items.push_back({"process", process.name, detail});
    }
    kill_all(cell);
  }

  void begin_kill(const CellPointer& cell) {
    if (cell->leader_dead || cell->killing) return;
    if (const auto found = living(cell)) {
      for (const auto& process : *found) {
        if (cell->ending.snapshot.size() < 20) cell->ending.snapshot.push_back(in_words(process, cell->pid));
      }
    }
    kill_all(cell);
  }

  /// Repeats list and kill until the list is empty, as a process may fork between the two.
  void kill_all(const CellPointer& cell) {
    if (!cell->killing) {
      cell->killing = true;
      cell->pause = first_look;
      cell->deadline.expires_after(give_up_killing);  // from here on, only a mark in time
    }
    // The leader is not reaped yet, so its number still stands for its group and for nothing else.
    kill(-static_cast<pid_t>(cell->pid), SIGKILL);
    see_death(cell);
    const auto left = living(cell);
    const bool none = cell->leader_dead && (!left || left->empty());
    if (none) return finish(cell);
    if (Clock::now() > cell->deadline.expiry()) {
      // A process that cannot be killed is a finding about the system, not a reason to wait for ever.
      for (const auto& process : left.value_or(std::vector<FoundProcess>{})) {
        cell->ending.residue.items.push_back({"process", process.name, "could not be killed: " + in_words(process, 0)});
      }
      return finish(cell);
    }
    for (const auto& process : left.value_or(std::vector<FoundProcess>{})) kill_found(process);
    later(cell, &Impl::kill_all);
  }

  static void drain(Output& output) {
    // Everybody is dead, so what is in the pipe is all there is; a holder that escaped must not be waited for.
    boost::system::error_code error;
    while (!error) take_some(output, error);
    output.stream.close(error);
  }

  void finish(const CellPointer& cell) {
    auto& ending = cell->ending;
    if (cell->leader_dead) waitpid(static_cast<pid_t>(cell->pid), nullptr, 0);
    reap_orphans(marks());
    std::erase(cells, cell);
    drain(cell->out);
    drain(cell->err);
    ending.out = cell->out.capture.take();
    ending.err = cell->err.capture.take();
    ending.containment = containment_kind(adopts);
    const auto end = cell->leader_dead ? cell->ended : Clock::now();
    ending.duration = std::chrono::duration_cast<milliseconds>(end - cell->started);
    auto objects = take_objects(cell->launch.token);
    const bool listed = objects.has_value() && living_descendants({}, adopts).has_value();
    if (objects) std::ranges::move(*objects, std::back_inserter(ending.residue.items));
    ending.residue.state = !ending.residue.items.empty() ? "left" : listed ? "clean" : "unknown";
    cell->done(std::move(ending));
  }

  static void take_some(Output& output, boost::system::error_code& error) {
    const auto size = output.stream.read_some(asio::buffer(output.buffer), error);
    output.capture.add({output.buffer.data(), size});
  }

  /// Waits and then reads, so that at no time bytes are on their way to a handler that has not run yet.
  void read(const CellPointer& cell, Output& output) {
    output.stream.async_wait(asio::posix::stream_descriptor::wait_read,
                             [this, cell, &output](const boost::system::error_code& cancelled) {
                               if (cancelled || !output.stream.is_open()) return;
                               boost::system::error_code error;
                               take_some(output, error);
                               if (!error || error == asio::error::would_block) read(cell, output);
                             });
  }

  asio::io_context& io;
  asio::signal_set children;
  bool adopts;
  std::vector<CellPointer> cells;
};

Containment::Containment(boost::asio::io_context& io) : impl_(std::make_unique<Impl>(io)) {}
Containment::~Containment() = default;

std::string Containment::kind() const { return containment_kind(impl_->adopts); }

void Containment::start(const Launch& launch, Done done) {
  const auto launched = launch_isolated(launch);
  if (!launched.error.empty()) {
    Ending ending;
    ending.error = launched.error;
    ending.containment = kind();
    asio::post(impl_->io, [done = std::move(done), ending]() mutable { done(std::move(ending)); });
    return;
  }
  auto cell = std::make_shared<Impl::Cell>(impl_->io, launch, launched, std::move(done));
  cell->pipes = {pipe_name(launched.out), pipe_name(launched.err)};
  impl_->cells.push_back(cell);
  if (impl_->cells.size() > 1) {
    for (const auto& each : impl_->cells) each->alone = false;
  }
  impl_->read(cell, cell->out);
  impl_->read(cell, cell->err);
  cell->deadline.expires_after(launch.limit);
  cell->deadline.async_wait([this, cell](const boost::system::error_code& error) {
    if (error) return;
    impl_->see_death(cell);
    if (cell->leader_dead || cell->killing) return;
    cell->ending.out_of_time = true;
    impl_->begin_kill(cell);
  });
  // The program may have died before the cell was in the list.
  asio::post(impl_->io, [this, cell] { impl_->see_death(cell); });
}

void Containment::stop_all() {
  for (const auto& cell : std::vector<Impl::CellPointer>(impl_->cells)) {
    if (cell->killing) continue;
    // One whose leader is dead is still being watched for what it leaves, and nobody can wait for that now.
    cell->ending.interrupted = true;
    cell->leader_dead ? impl_->kill_all(cell) : impl_->begin_kill(cell);
  }
}

std::vector<std::string> Containment::sweep() {
  std::vector<std::string> names;
  if (!impl_->cells.empty()) return names;
  const auto until = Clock::now() + give_up_killing;
  for (auto left = living_descendants({}, impl_->adopts); left && !left->empty() && Clock::now() < until;
       left = living_descendants({}, impl_->adopts)) {
    for (const auto& process : *left) {
      const auto text = in_words(process, 0);
      if (!process.ending && std::ranges::find(names, text) == names.end()) names.push_back(text);
      kill_found(process);
    }
    reap_orphans({});
    usleep(2'000);
  }
  reap_orphans({});
  return names;
}

}  // namespace procport::runner
