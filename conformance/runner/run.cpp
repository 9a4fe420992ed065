// SPDX-License-Identifier: BSL-1.0
// One run from its first record to its last.
#include "run.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <map>
#include <set>

#include "canaries.hpp"
#include "execution.hpp"
#include "expectations.hpp"
#include "gate.hpp"
#include "progress.hpp"
#include "stream.hpp"
#include "text.hpp"

namespace procport::runner {
namespace {

namespace json = boost::json;
namespace fs = std::filesystem;

void prepare_folder(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) throw Refusal{exit_code::unreadable, "cannot make " + folder.string() + ": " + error.message()};
  // An old document must not be taken for the result of a run that did not get to its end.
  fs::remove(folder / "result.json", error);
  if (error) throw Refusal{exit_code::unreadable, "cannot write into " + folder.string() + ": " + error.message()};
}

/// Variables that change what a case does; a list of what may be written down, as others can hold secrets.
/// Those that change what a case sees: of this process, and what the host has said.
json::object telling_variables(const Environment& said) {
  json::object out;
  for (const auto* name : {"MULTIPROCESSING_STRATEGY", "LD_PRELOAD", "LD_LIBRARY_PATH", "ASAN_OPTIONS", "LSAN_OPTIONS",
                           "TSAN_OPTIONS", "UBSAN_OPTIONS"}) {
    if (const char* value = std::getenv(name)) out[name] = valid_utf8(value);
  }
  for (const auto& [name, value] : said) out[name] = value;
  return out;
}

class RunCommand {
 public:
  explicit RunCommand(const RunOptions& options)
      : options_(options), engine_(options.timeout_scale), progress_(stdout) {}

  int operator()() {
    started_ = std::chrono::steady_clock::now();
    run_.id = random_word(16);
    run_.started = rfc3339(std::chrono::system_clock::now());
    run_.argv = options_.argv;
    run_.selection = options_.selection;
    run_.target = this_target();
    if (!options_.target_name.empty()) run_.target.name = options_.target_name;
    if (!options_.under.empty()) {
      run_.target.emulated = options_.under;
      run_.target.name += " as " + options_.under + ", emulated";
    }
    run_.trust.containment = engine_.containment();

    expectations_ = Expectations(options_.expectations, run_.target.name);
    catalogue_ = Catalogue::load(options_.requirements);
    run_.requirements = catalogue_.all();
    run_.host = engine_.list(host_command(launcher(), options_.host));
    catalogue_.check_cases(run_.host.cases);
    run_.facts = engine_.facts(run_.host.command);
    run_.host.environment = run_.facts.environment;
    plan_ = make_plan(run_.host, catalogue_, options_.selection, options_.repeat, options_.seed);
    jobs_ = options_.jobs != 0 ? options_.jobs : static_cast<std::size_t>(std::max(1, run_.target.cpus));

    prepare_folder(options_.out);
    stream_.emplace(options_.out / "results.jsonl");
    lay_out_results();
    write_opening();
    canaries();
    if (engine_.stopped_by() == 0) cases();
    return close();
  }

 private:
  [[nodiscard]] std::string launcher() const {
    if (options_.under.empty()) return options_.launcher;
    return shell_word(options_.emulator.string()) + " " + shell_word(options_.under) + " " + options_.launcher;
  }

  /// A place for each planned result, so that what is never reached still shows as not-run.
  void lay_out_results() {
    for (const auto v : plan_.variants) run_.variants.push_back(run_.host.variants[v]);
    std::map<std::size_t, std::size_t> place;
    for (const auto c : plan_.cases) {
      place[c] = run_.cases.size();
      run_.cases.push_back({run_.host.cases[c], {}});
    }
    std::vector<std::size_t> order(plan_.tasks.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::ranges::sort(order, {}, [&](std::size_t i) {
      return std::tuple(plan_.tasks[i].case_index, plan_.tasks[i].variant_index, plan_.tasks[i].attempt);
    });
    slot_.resize(plan_.tasks.size());
    for (const auto i : order) {
      const auto& task = plan_.tasks[i];
      auto& results = run_.cases[place[task.case_index]].results;
      Result result;
      result.variant = run_.host.variants[task.variant_index].id;
      result.attempt = task.attempt;
      result.reason = "The run ended before it was reached.";
      result.declared = result.exit = result.after = "not run";
      result.limit_ms = run_.host.cases[task.case_index].limit.count();
      result.residue.state = "unknown";
      slot_[i] = {place[task.case_index], results.size()};
      results.push_back(std::move(result));
    }
  }

  void write_opening() {
    json::object fields{{"run_id", run_.id},
                        {"suite", to_json(this_suite())},
                        {"argv", to_json(run_.argv)},
                        {"selection", to_json(run_.selection)},
                        {"seed", options_.seed ? json::value(*options_.seed) : json::value(nullptr)},
                        {"containment", run_.trust.containment}};
    stream_->write("run.open", fields, Stream::Durability::on_disk);
    json::array facts;
    for (const auto& fact : run_.facts.strategies) facts.push_back(to_json(fact));
    json::array limits;
    for (const auto& limit : run_.facts.limits) limits.push_back(to_json(limit));
    stream_->write(
        "env", {{"target", to_json(run_.target)}, {"vars", telling_variables(run_.host.environment)}, {"facts", facts}, {"limits", limits}});
    json::array ids;
    for (const auto c : plan_.cases) ids.emplace_back(run_.host.cases[c].id);
    stream_->write("plan", {{"ids", ids}, {"variants", variant_ids()}, {"count", plan_.tasks.size()}});
  }

  [[nodiscard]] json::array variant_ids() const {
    json::array out;
    for (const auto& variant : run_.variants) out.emplace_back(variant.id);
    return out;
  }

  void canaries() {
    auto& trust = run_.trust;
    if (!options_.canaries) {
      trust.why_not.emplace_back("The canaries were left out (--no-canaries).");
    } else {
      trust.canaries = run_canaries(engine_, options_.selftest_host, jobs_);
      for (const auto& canary : trust.canaries) {
        stream_->write("canary", to_json(canary));
        if (engine_.stopped_by() == 0 && !canary.ok) {
          trust.why_not.push_back("Canary " + canary.kind + ": wanted " + canary.wanted + "; got " + canary.got);
        }
      }
    }
    trust.trusted = trust.why_not.empty();
    for (const auto& why : trust.why_not) {
      stream_->write("note", {{"level", "warning"}, {"text", valid_utf8(why)}});
      progress_.say("warning: " + why);
    }
  }

  void cases() {
    progress_.say(counted(plan_.cases.size(), "case") + ", " + counted(run_.variants.size(), "variant") + ", " +
                  counted(plan_.tasks.size(), "result") + " wanted, " + std::to_string(jobs_) + " at once");
    progress_.begin(plan_.tasks.size());
    Engine::Events events;
    events.elapsed_ms = [this] { return stream_->elapsed_ms(); };
    events.start = [this](std::size_t task, const std::string& token, std::chrono::milliseconds limit) {
      const auto& info = run_.host.cases[plan_.tasks[task].case_index];
      stream_->write("case.start",
                     {{"id", info.id},
                      {"variant", slot(task).variant},
                      {"attempt", plan_.tasks[task].attempt},
                      {"requirements", to_json(info.requirements)},
                      {"limit_ms", limit.count()},
                      {"token", token},
                      {"containment", run_.trust.containment}},
                     Stream::Durability::on_disk);
    };
    events.result = [this](std::size_t task, Result result) { take(task, std::move(result)); };
    engine_.run(run_.host, catalogue_, plan_, jobs_, events);
    progress_.end();
  }

  Result& slot(std::size_t task) { return run_.cases[slot_[task].first].results[slot_[task].second]; }

  void take(std::size_t task, Result result) {
    const auto& info = run_.host.cases[plan_.tasks[task].case_index];
    const auto& id = info.id;
    expectations_.relate(info, result);
    auto fields = to_json(result, id);
    const auto residue = fields["residue"].as_object();
    fields.erase("residue");
    fields.erase("reproduce");
    fields["id"] = id;
    stream_->write("verdict", fields, Stream::Durability::on_disk);
    json::object left{{"id", id}, {"variant", result.variant}, {"attempt", result.attempt}};
    for (const auto& member : residue) left[member.key()] = member.value();
    stream_->write("residue", left);
    progress_.take(id, result);
    slot(task) = std::move(result);
  }

  /// With --repeat, whether a case always said the same.
  void note_stability() {
    if (options_.repeat < 2) return;
    for (auto& entry : run_.cases) {
      std::map<std::string, std::set<Verdict>> seen;
      for (const auto& result : entry.results) seen[result.variant].insert(result.verdict);
      for (auto& result : entry.results) result.stability = seen[result.variant].size() == 1 ? "stable" : "flaky";
    }
  }

  int close() {
    for (const auto& name : engine_.sweep()) {
      run_.trust.trusted = false;
      run_.trust.why_not.push_back("A process that no case owns was left and killed: " + name + ".");
      stream_->write("note", {{"level", "error"}, {"text", valid_utf8(run_.trust.why_not.back())}});
    }
    run_.interrupted = engine_.stopped_by() != 0;
    run_.complete = !run_.interrupted && std::ranges::none_of(run_.cases, [](const CaseResults& entry) {
      return std::ranges::any_of(entry.results, [](const Result& r) { return r.verdict == Verdict::not_run; });
    });
    note_stability();
    run_.ended = rfc3339(std::chrono::system_clock::now());
    run_.duration_ms =
        std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - started_).count();
    GateInput input;
    input.level = run_.selection.level.value_or("core");
    input.trusted = run_.trust.trusted;
    input.why_not = run_.trust.why_not;
    input.complete = run_.complete;
    input.everything = run_.selection.everything();
    input.signal = engine_.stopped_by();
    input.requirements = run_.requirements;
    input.cases = run_.cases;
    for (const auto& requirement : run_.requirements) {
      if (expectations_.excuses(requirement.id)) input.excused.insert(requirement.id);
    }
    input.health = expectations_.health(run_.ended.substr(0, 10), run_.complete && input.everything);
    run_.gate = decide(input);
    stream_->write("run.close",
                   {{"totals", totals(run_)},
                    {"reason", run_.interrupted ? "stopped" : "complete"},
                    {"gate", {{"result", run_.gate.result}, {"exit_code", run_.gate.exit_code}}},
                    {"chain_head", stream_->head()}},
                   Stream::Durability::on_disk);
    write_json(options_.out / "result.json", to_json(run_));
    progress_.summary(run_, options_.out.string());
    return run_.gate.exit_code;
  }

  const RunOptions& options_;
  Engine engine_;
  Progress progress_;
  Run run_;
  Catalogue catalogue_;
  Expectations expectations_;
  Plan plan_;
  std::size_t jobs_ = 1;
  std::optional<Stream> stream_;
  std::vector<std::pair<std::size_t, std::size_t>> slot_;  // task -> case, result
  std::chrono::steady_clock::time_point started_{};
};

}  // namespace

int run(const RunOptions& options) {
  if (!options.under.empty() && !is_executable(options.emulator)) {
    throw Refusal{exit_code::unreadable,
                  "--under: there is no " + options.emulator.string() +
                      ": only Linux with the GNU C library can be made to look like another system"};
  }
  if (!fs::exists(options.host)) {
    throw Refusal{exit_code::unreadable, "there is no host " + options.host.string() + " (--host names another)"};
  }
  if (!is_executable(options.host)) {
    throw Refusal{exit_code::unreadable, "the host " + options.host.string() + " is not a program that can be started"};
  }
  return RunCommand(options)();
}

}  // namespace procport::runner
