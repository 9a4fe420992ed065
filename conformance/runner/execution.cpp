// SPDX-License-Identifier: BSL-1.0
// The event loop of a run.
#include "execution.hpp"

#include <algorithm>
#include <csignal>
#include <exception>
#include <set>

#include "text.hpp"
#include "verdict.hpp"

namespace procport::runner {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t control_limit = 1024 * 1024, answer_limit = 32 * 1024 * 1024;
constexpr milliseconds answer_time{30'000};
constexpr milliseconds settle_time{1'000};

milliseconds scaled(milliseconds time, double scale) {
  return milliseconds(std::max<std::int64_t>(1, static_cast<std::int64_t>(static_cast<double>(time.count()) * scale)));
}

std::string last_lines(const std::string& text) {
  const auto cut = text.size() > 400 ? text.substr(text.size() - 400) : text;
  return cut.empty() ? "" : "\n  it wrote to standard error: " + valid_utf8(cut);
}

}  // namespace

std::vector<std::string> host_command(const std::string& launcher, const std::filesystem::path& host) {
  auto words = words_of(launcher);
  if (!words) throw Refusal{exit_code::usage, "--launcher: a quote in '" + launcher + "' is never closed"};
  if (!words->empty()) {
    auto& program = words->front();
    const auto found = find_program(program);
    if (found.empty()) throw Refusal{exit_code::usage, "--launcher: there is no program '" + program + "'"};
    program = found.string();
  }
  words->push_back(std::filesystem::absolute(host).lexically_normal().string());
  return *words;
}

Engine::Engine(double timeout_scale) : signals_(io_), containment_(io_), scale_(timeout_scale) {
  for (const int number : stop_signals()) signals_.add(number);
  watch_signals();
}

void Engine::watch_signals() {
  signals_.async_wait([this](const boost::system::error_code& error, int number) {
    if (error) return;
    signal_ = number;
    containment_.stop_all();
    watch_signals();
  });
}

std::string Engine::ask(const std::vector<std::string>& command, const std::string& verb) {
  const auto place = workplace_.make();
  Launch launch;
  launch.command = command;
  launch.command.push_back(verb);
  launch.work = place.work;
  launch.token = place.token;
  launch.limit = scaled(answer_time, scale_);
  launch.settle = scaled(settle_time, scale_);
  launch.keep_bytes = answer_limit;
  std::optional<Ending> got;
  containment_.start(launch, [&](Ending ending) { got = std::move(ending); });
  while (!got) io_.run_one();
  Residue ignored;
  Workplace::clear(place, ignored);
  const auto host = "the host is broken: '" + command.front() + " " + verb + "' ";
  if (got->interrupted || signal_ != 0) throw Refusal{128 + signal_, "stopped by a signal"};
  if (got->how == Ending::How::not_started) {
    throw Refusal{exit_code::unreadable, "the host cannot be started: " + got->error};
  }
  if (got->out_of_time) {
    throw Refusal{exit_code::unreadable,
                  host + "did not end within " + duration_in_words(launch.limit) + last_lines(got->err.text)};
  }
  if (got->how == Ending::How::signalled || got->code != 0) {
    throw Refusal{exit_code::unreadable,
                  host + "ended with " + exit_in_words(*got, launch.limit) + last_lines(got->err.text)};
  }
  if (got->out.truncated) throw Refusal{exit_code::unreadable, host + "wrote more than 32 MiB"};
  // Replacing a byte that is not valid makes the text longer.
  if (got->out.text.size() != got->out.bytes) {
    throw Refusal{exit_code::unreadable, host + "wrote bytes that are not valid UTF-8"};
  }
  return got->out.text;
}

Host Engine::list(const std::vector<std::string>& command) {
  auto host = parse_list(ask(command, "--list"));
  host.command = command;
  return host;
}

SystemFacts Engine::facts(const std::vector<std::string>& command) {
  return parse_facts(ask(command, "--facts"));
}

/// Keeps `jobs` tasks going until none is left.
class TaskLoop {
 public:
  TaskLoop(Engine& engine, const Host& host, const Catalogue& catalogue, const Plan& plan, std::size_t jobs,
           const Engine::Events& events)
      : engine_(engine), host_(host), catalogue_(catalogue), plan_(plan), jobs_(jobs), events_(events) {
    verdicts_.assign(plan.tasks.size(), Verdict::not_run);
    waiting_.resize(plan.tasks.size());
    dependants_.resize(plan.tasks.size());
    for (std::size_t i = 0; i < plan.tasks.size(); ++i) {
      waiting_[i] = plan.tasks[i].after.size();
      for (const auto before : plan.tasks[i].after) dependants_[before].push_back(i);
      if (waiting_[i] == 0) ready_.insert(i);
    }
  }

  void run() {
    fill();
    while (running_ > 0) {
      engine_.io_.run_one();
      fill();
    }
    if (failure_) std::rethrow_exception(failure_);
  }

 private:
  void fill() {
    while (running_ < jobs_ && !ready_.empty() && engine_.signal_ == 0 && !failure_) {
      const auto task = *ready_.begin();
      ready_.erase(ready_.begin());
      guarded([&] { begin(task); });
    }
  }

  /// What goes wrong here ends the run, but not before every case is dead.
  template <class Step>
  void guarded(Step step) {
    try {
      step();
    } catch (...) {
      if (!failure_) failure_ = std::current_exception();
      engine_.containment_.stop_all();
    }
  }

  void begin(std::size_t task) {
    const auto& info = host_.cases[plan_.tasks[task].case_index];
    const auto limit = scaled(info.limit, engine_.scale_);
    if (const auto root = blocked_by(plan_, host_, catalogue_, task, verdicts_)) {
      Result result = blank(task, limit);
      result.verdict = Verdict::blocked;
      result.reason = *root + " is not met in this variant.";
      result.declared = result.exit = result.after = "not run";
      result.containment = engine_.containment();
      finish(task, std::move(result));
      return;
    }
    const auto place = engine_.workplace_.make();
    Launch launch;
    launch.command = host_.command;
    const auto& variant = host_.variants[plan_.tasks[task].variant_index].id;
    for (const auto& word : {std::string("--case"), info.id, std::string("--variant"), variant,
                             std::string("--control"), place.control.string()}) {
      launch.command.push_back(word);
    }
    launch.work = place.work;
    launch.token = place.token;
    launch.environment = host_.environment;
    launch.limit = limit;
    launch.settle = scaled(settle_time, engine_.scale_);
    events_.start(task, place.token, limit);
    const auto started = events_.elapsed_ms();
    ++running_;
    engine_.containment_.start(launch, [this, task, place, limit, started](Ending ending) {
      --running_;
      guarded([&] { judge_task(task, place, limit, started, std::move(ending)); });
    });
  }

  [[nodiscard]] Result blank(std::size_t task, milliseconds limit) const {
    Result result;
    result.variant = host_.variants[plan_.tasks[task].variant_index].id;
    result.attempt = plan_.tasks[task].attempt;
    result.limit_ms = limit.count();
    result.started_ms = events_.elapsed_ms();
    return result;
  }

  void judge_task(std::size_t task, const Workplace::Place& place, milliseconds limit, std::int64_t started,
                  Ending ending) {
    const auto& info = host_.cases[plan_.tasks[task].case_index];
    auto result = blank(task, limit);
    auto declared = parse_control(read_limited(place.control / "case.jsonl", control_limit), info.id, result.variant);
    Workplace::clear(place, ending.residue);
    auto judgement = judge(declared, ending, limit);
    result.verdict = judgement.verdict;
    result.reason = std::move(judgement.reason);
    result.declared = declared_in_words(declared);
    result.exit = exit_in_words(ending, limit);
    result.after = after_in_words(ending.residue);
    result.residue = std::move(ending.residue);
    result.containment = std::move(ending.containment);
    result.started_ms = started;
    result.duration_ms = ending.duration.count();
    result.observations = std::move(declared.observations);
    result.failures = std::move(declared.failures);
    result.steps = std::move(declared.steps);
    result.out = std::move(ending.out);
    result.err = std::move(ending.err);
    finish(task, std::move(result));
  }

  void finish(std::size_t task, Result result) {
    verdicts_[task] = result.verdict;
    for (const auto next : dependants_[task]) {
      if (--waiting_[next] == 0) ready_.insert(next);
    }
    events_.result(task, std::move(result));
  }

  Engine& engine_;
  const Host& host_;
  const Catalogue& catalogue_;
  const Plan& plan_;
  std::size_t jobs_, running_ = 0;
  const Engine::Events& events_;
  std::vector<Verdict> verdicts_;
  std::vector<std::size_t> waiting_;
  std::vector<std::vector<std::size_t>> dependants_;
  std::set<std::size_t> ready_;
  std::exception_ptr failure_;
};

void Engine::run(const Host& host, const Catalogue& catalogue, const Plan& plan, std::size_t jobs,
                 const Events& events) {
  TaskLoop(*this, host, catalogue, plan, std::max<std::size_t>(1, jobs), events).run();
}

}  // namespace procport::runner
