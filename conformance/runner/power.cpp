// SPDX-License-Identifier: BSL-1.0
// Breaks the system in one way at a time, and sees who notices.
#include "power.hpp"

#include <algorithm>
#include <fstream>
#include <iostream>
#include <set>

#include "canaries.hpp"
#include "contain.hpp"
#include "document.hpp"
#include "execution.hpp"
#include "progress.hpp"
#include "text.hpp"

namespace procport::runner {
namespace {

namespace fs = std::filesystem;

/// Each result of a plan, at the place of its task.
using Results = std::vector<Result>;

bool is_finding(const Result& result) {
  return result.verdict == Verdict::fail || result.verdict == Verdict::crash || result.verdict == Verdict::hang ||
         result.residue.state == "left";
}

class PowerCommand {
 public:
  explicit PowerCommand(const PowerOptions& options)
      : options_(options), engine_(options.timeout_scale), progress_(options.format == "text" ? stdout : stderr) {}

  int operator()() {
    catalogue_ = Catalogue::load(options_.requirements);
    choose_defects();
    if (!fs::exists(options_.interposer)) {
      throw Refusal{exit_code::unreadable, "there is no " + options_.interposer.string() +
                                               ": systems can be broken on Linux with the GNU C library alone"};
    }
    launcher_ = {find_program("env").string()};
    whole_ = engine_.list({fs::absolute(options_.host).lexically_normal().string()});
    catalogue_.check_cases(whole_.cases);
    jobs_ = options_.jobs != 0 ? options_.jobs : static_cast<std::size_t>(std::max(1, this_target().cpus));
    std::error_code error;
    fs::create_directories(options_.out, error);
    if (error) throw Refusal{exit_code::unreadable, "cannot make " + options_.out.string() + ": " + error.message()};
    see_that_the_runner_sees();
    see_that_all_is_well_unbroken();
    progress_.say("The same cases while the system is broken, one defect at a time: " +
                  counted(defects_.size(), "defect"));
    progress_.begin(defects_.size());
    for (const auto& defect : defects_) {
      outcomes_.push_back(try_defect(defect));
      tell(outcomes_.back());
      stop_if_asked();
    }
    progress_.end();
    write_json(options_.out / "power.json", power_document(outcomes_));
    std::cout << (options_.format == "md" ? power_in_markdown(outcomes_, catalogue_)
                                          : power_in_words(outcomes_, catalogue_));
    return std::ranges::all_of(outcomes_, &DefectOutcome::as_listed) ? exit_code::ok : exit_code::unexpected;
  }

 private:
  void choose_defects() {
    const auto all = load_defects(options_.defects, catalogue_);
    std::vector<std::string> ids;
    for (const auto& defect : all) {
      ids.push_back(defect.id);
      const auto wanted = [&](const std::string& glob) { return glob_matches(glob, defect.id); };
      if (options_.only.empty() || std::ranges::any_of(options_.only, wanted)) defects_.push_back(defect);
    }
    if (!defects_.empty()) return;
    const auto near = near_matches(options_.only.front(), ids);
    throw Refusal{exit_code::nothing_selected, "no defect matches '" + options_.only.front() + "'" +
                                                   (near.empty() ? "" : "; near: " + join(near, ", "))};
  }

  void stop_if_asked() const {
    if (engine_.stopped_by() != 0) throw Refusal{128 + engine_.stopped_by(), "stopped by a signal"};
  }

  void see_that_the_runner_sees() {
    for (const auto& canary : run_canaries(engine_, options_.selftest_host, jobs_)) {
      stop_if_asked();
      if (canary.ok) continue;
      throw Refusal{exit_code::not_trusted,
                    "canary " + canary.kind + ": wanted " + canary.wanted + "; got " + canary.got};
    }
  }

  [[nodiscard]] Plan plan_for(const Defect& defect) const {
    Selection selection;
    selection.requirements = defect.breaks;
    selection.ids = defect.cases;
    selection.variants = defect.variants;
    try {
      auto plan = make_plan(whole_, catalogue_, selection, 1, std::nullopt);
      for (auto& task : plan.tasks) task.after.clear();  // each requirement speaks for itself
      return plan;
    } catch (const Refusal& refusal) {
      throw Refusal{refusal.code, options_.defects.string() + ": " + defect.id + ": " + refusal.message};
    }
  }

  Results run(const Host& host, const Plan& plan) {
    Results results(plan.tasks.size());
    const auto started = std::chrono::steady_clock::now();
    Engine::Events events;
    events.start = [](std::size_t, const std::string&, std::chrono::milliseconds) {};
    events.result = [&](std::size_t task, Result result) { results[task] = std::move(result); };
    events.elapsed_ms = [started] {
      const auto spent = std::chrono::steady_clock::now() - started;
      return std::chrono::duration_cast<std::chrono::milliseconds>(spent).count();
    };
    engine_.run(host, catalogue_, plan, jobs_, events);
    stop_if_asked();
    return results;
  }

  [[nodiscard]] std::string line_for(const Task& task, const Result& result) const {
    auto line =
        std::string(word(result.verdict)) + " " + whole_.cases[task.case_index].id + " [" + result.variant + "]";
    return result.residue.state == "left" ? line + " (" + result.after + ")" : line;
  }

  /// A case that is red anyway tells nothing about a defect.
  void see_that_all_is_well_unbroken() {
    Plan all;
    std::set<std::pair<std::size_t, std::size_t>> seen;
    for (const auto& defect : defects_) {
      for (const auto& task : plan_for(defect).tasks) {
        if (seen.emplace(task.case_index, task.variant_index).second) all.tasks.push_back(task);
      }
    }
    progress_.say("First on the whole system: " + counted(all.tasks.size(), "result"));
    auto host = whole_;
    host.environment = engine_.facts(host.command).environment;
    const auto results = run(host, all);
    std::vector<std::string> wrong;
    for (std::size_t i = 0; i < results.size(); ++i) {
      if (results[i].verdict != Verdict::pass || is_finding(results[i])) {
        wrong.push_back(line_for(all.tasks[i], results[i]));
      }
    }
    if (wrong.empty()) return;
    throw Refusal{exit_code::not_trusted,
                  "nothing can be told about defects while the whole system does not pass:\n  " + join(wrong, "\n  ")};
  }

  DefectOutcome try_defect(const Defect& defect) {
    DefectOutcome out{defect, false, {}, {}};
    const auto plan = plan_for(defect);
    const auto mark = fs::absolute(options_.out / ("struck-" + defect.id));
    fs::remove(mark);
    auto broken = whole_;
    broken.command = launcher_;
    broken.command.push_back("LD_PRELOAD=" + fs::absolute(options_.interposer).string());
    broken.command.push_back("BROKEN_SYSTEM=" + defect.id);
    broken.command.push_back("BROKEN_SYSTEM_MARK=" + mark.string());
    broken.command.insert(broken.command.end(), whole_.command.begin(), whole_.command.end());
    Results results;
    try {
      broken.environment = engine_.facts(broken.command).environment;
      results = run(broken, plan);
    } catch (const Refusal& refusal) {
      stop_if_asked();
      out.problem = refusal.message;
    }
    out.struck = fs::remove(mark);
    for (const auto& id : defect.breaks) {
      Aim aim{id, {}, 0};
      for (std::size_t i = 0; i < results.size(); ++i) {
        if (std::ranges::count(whole_.cases[plan.tasks[i].case_index].requirements, id) == 0) continue;
        ++aim.tried;
        const bool passed = results[i].verdict == Verdict::pass && !is_finding(results[i]);
        if (defect.absorbed ? !passed : is_finding(results[i])) {
          aim.results.push_back(line_for(plan.tasks[i], results[i]));
        }
      }
      out.aims.push_back(std::move(aim));
    }
    return out;
  }

  void tell(const DefectOutcome& outcome) {
    const auto& defect = outcome.defect;
    const bool good = outcome.as_listed();
    if (!good || !progress_.on_terminal()) {
      const std::string word = defect.absorbed ? "absorbed" : "noticed";
      progress_.say((good ? "✓ " : "✗ not ") + word + ": " + defect.id);
    }
    progress_.advance(!good);
  }

  const PowerOptions& options_;
  Engine engine_;
  Progress progress_;
  Catalogue catalogue_;
  std::vector<Defect> defects_;
  std::vector<std::string> launcher_;
  Host whole_;
  std::size_t jobs_ = 1;
  std::vector<DefectOutcome> outcomes_;
};

}  // namespace

bool DefectOutcome::hit(const Aim& aim) const {
  return aim.tried > 0 && (defect.absorbed ? aim.results.empty() : !aim.results.empty());
}

bool DefectOutcome::as_listed() const {
  return struck && problem.empty() && std::ranges::all_of(aims, [&](const Aim& aim) { return hit(aim); });
}

int power(const PowerOptions& options) {
  if (!is_executable(options.host)) {
    throw Refusal{exit_code::unreadable,
                  "there is no host " + options.host.string() + " that can be started (--host names another)"};
  }
  return PowerCommand(options)();
}

}  // namespace procport::runner
