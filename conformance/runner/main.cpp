// SPDX-License-Identifier: BSL-1.0
// The command line of procport. The only file that includes CLI11.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <exception>
#include <filesystem>
#include <iostream>

#include "build_paths.hpp"
#include "contain.hpp"
#include "coverage.hpp"
#include "expect.hpp"
#include "power.hpp"
#include "report_verbs.hpp"
#include "run.hpp"
#include "text.hpp"
#include "verbs.hpp"

namespace {

namespace fs = std::filesystem;
using namespace procport::runner;

constexpr const char* top_footer = R"(
First steps:
  procport doctor                            what this system offers, each fact with its evidence
  procport run                               all cases, in every variant
  procport run --id 'queue.*' --jobs 4       some of them
  procport report out/run -o out/run/report  pages from the results

Exit codes: 0 gate met, 1 unexpected results, 2 wrong usage, 3 nothing selected, 4 run not trusted,
5 incomplete, 6 regression (diff), 9 cannot read or write, or the host is broken, 130/143 stopped by a signal.)";

constexpr const char* run_footer = R"(
A pattern is a whole name with * for any text and ? for one character; an option given twice means either.
  procport run --id 'queue.get.*' --variant spawn-fallback
  procport run --req QUEUE-GET-TIMEOUT-EMPTY --repeat 50
  procport run --level optional --seed 7 -o out/linux
  procport run --under macos -o out/as-macos     what is missing there taken away; labelled emulated
The verdict of the run is for --level (core if not given); what lies beyond is told and judges nothing.)";

/// The catalogue of this build's sources, or the folder beside the program when the sources are not there.
fs::path default_requirements(const fs::path& beside) {
  const fs::path sources = build::requirements;
  std::error_code error;
  return fs::is_directory(sources, error) ? sources : beside / "requirements";
}

/// CLI11 would make the path of a std::string, and so lose what is not ASCII on Windows.
CLI::Option* add_path(CLI::App& verb, const std::string& names, fs::path& path, const std::string& help) {
  const auto set = [&path](const std::string& text) { path = path_from_utf8(text); };
  return verb.add_option_function<std::string>(names, set, help);
}

CLI::Option* add_paths(CLI::App& verb, const std::string& names, std::vector<fs::path>& paths,
                       const std::string& help) {
  const auto set = [&paths](const std::vector<std::string>& texts) {
    for (const auto& text : texts) paths.push_back(path_from_utf8(text));
  };
  return verb.add_option_function<std::vector<std::string>>(names, set, help);
}

void add_format(CLI::App& verb, std::string& format, const std::vector<std::string>& words) {
  verb.add_option("--format", format, join(words, ", "))->check(CLI::IsMember(words));
}

void add_selection(CLI::App& verb, Selection& selection) {
  verb.add_option("--id", selection.ids, "Cases by id; a glob, may be repeated")->type_name("GLOB");
  verb.add_option("--not", selection.exclude, "Leave out these cases")->type_name("GLOB");
  verb.add_option("--req", selection.requirements, "Cases that show these requirements")->type_name("GLOB");
  verb.add_option("--level", selection.level, "Requirements up to this level, which is also the one that is judged")
      ->check(CLI::IsMember({"core", "extended", "optional"}));
  verb.add_option("--profile", selection.profiles, "Strategy profiles: classic, native, fallback")->type_name("GLOB");
  verb.add_option("--start-method", selection.start_methods, "Start methods: fork, spawn, forkserver")->type_name("GLOB");
  verb.add_option("--variant", selection.variants, "Variants, such as fork-native")->type_name("GLOB");
}

void add_host(CLI::App& verb, fs::path& host, std::string& launcher, fs::path& requirements) {
  add_path(verb, "--host", host, "The program under test (conformance-host beside procport if not given)")
      ->type_name("FILE");
  verb.add_option("--launcher", launcher, "Starts the host: a program and its arguments, such as 'qemu-s390x -L /usr'")
      ->type_name("COMMAND");
  add_path(verb, "--requirements,--requirements-dir", requirements, "The folder with the requirement files")
      ->type_name("DIR");
}

/// `procport req`, which looks at the requirements as a whole.
struct RequirementVerbs {
  CoverageOptions cover;
  PowerOptions options;
  CLI::App* coverage = nullptr;
  CLI::App* power = nullptr;

  void add(CLI::App& app) {
    auto* verb = app.add_subcommand("req", "What the requirements cover, and whether their cases find what is broken");
    verb->require_subcommand(1);
    verb->footer("\n  procport req coverage\n  procport req power --defect 'wait-*'");
    coverage = verb->add_subcommand("coverage", "Which requirements have a case, and why the others have none");
    add_host(*coverage, cover.look.host, cover.look.launcher, cover.look.requirements);
    add_path(*coverage, "--sources", cover.sources, "The folder with what the catalogue is made from")
        ->type_name("DIR");
    coverage->add_flag("--reasons", cover.reasons, "Name what was left out of the sources, and why");
    add_format(*coverage, cover.look.format, {"text", "json", "md"});
    power = verb->add_subcommand("power", "Break the system in one way at a time, and see which cases notice");
    power->footer(
        "\nA defect counts as noticed if each requirement that it is aimed at has a case that fails, crashes,\n"
        "hangs or leaves something behind. Exit code 1 if one is not noticed, or one that is absorbed is.");
    add_path(*power, "--host", options.host, "The program under test")->type_name("FILE");
    add_path(*power, "--requirements", options.requirements, "The folder with the requirement files")->type_name("DIR");
    add_path(*power, "--defects", options.defects, "The list of defects")->type_name("FILE");
    add_path(*power, "--interposer", options.interposer, "The library that breaks the system")->type_name("FILE");
    power->add_option("--defect", options.only, "Some of the defects; a glob, may be repeated")->type_name("GLOB");
    add_path(*power, "-o,--out", options.out, "Folder for power.json")->default_str(options.out.string());
    power->add_option("-j,--jobs", options.jobs, "Cases at once; 0 is one for each processor")->capture_default_str();
    power
        ->add_option("--timeout-scale", options.timeout_scale,
                     "Multiply every time limit: much of what is broken hangs")
        ->check(CLI::Range(0.01, 10'000.0))
        ->capture_default_str();
    add_format(*power, options.format, {"text", "md"});
  }
};

/// `procport expect`, which looks at what is known to differ.
struct ExpectVerbs {
  ExpectOptions options;
  CLI::App* check = nullptr;

  void add(CLI::App& app) {
    auto* verb = app.add_subcommand("expect", "What is known to differ on targets, and whether that is still so");
    verb->require_subcommand(1);
    verb->footer("\n  procport expect check\n  procport expect check --results out/windows");
    check = verb->add_subcommand("check", "A state for each expectation; exit code 1 if one has to be looked at");
    check->footer(
        "\nactive: results show the difference; unseen: no result was given that could; healed: results do not\n"
        "show it; drifted: they go wrong in another way; unreachable: no case or variant is meant; expired: past\n"
        "its day.");
    add_paths(*check, "files", options.files, "Files of expectations (if not given: those of this tree)");
    add_paths(*check, "--results", options.results, "Result documents, or folders that hold one");
    add_host(*check, options.host, options.launcher, options.requirements);
  }
  /// The files of this tree, where none was named.
  void complete() {
    if (!options.files.empty()) return;
    for (const auto& entry : fs::directory_iterator(build::expectations)) {
      if (entry.path().extension() == ".toml") options.files.push_back(entry.path());
    }
    std::ranges::sort(options.files);
  }
};

/// CLI11 calls an unknown verb an unexpected argument; a person wants to hear what it might have been.
int check_verb(int argc, char** argv, const CLI::App& app, int place = 1) {
  if (argc <= place || argv[place][0] == '-') return exit_code::ok;
  std::vector<std::string> names;
  for (const auto* verb : app.get_subcommands(nullptr)) {
    names.push_back(verb->get_name());
    if (names.back() != argv[place]) continue;
    return verb->get_subcommands(nullptr).empty() ? exit_code::ok : check_verb(argc, argv, *verb, place + 1);
  }
  const auto similar = near_matches(argv[place], names, 1);
  std::cerr << "procport: there is no verb '" << argv[place] << "'"
            << (similar.empty() ? "" : "; did you mean '" + similar.front() + "'?")
            << "\n  verbs: " << join(names, ", ") << "\n";
  return exit_code::usage;
}

int dispatch(int argc, char** argv) {
  CLI::App app{"procport: does the multiprocessing model hold on this system, and where not?"};
  app.footer(top_footer);
  app.require_subcommand(1);
  app.set_version_flag("--version", std::string(build::program_version));
  const auto beside = program_folder(argv[0]);

  RunOptions run_options;
  run_options.argv.assign(argv, argv + argc);
  run_options.host = beside / build::default_host;
  run_options.selftest_host = beside / build::selftest_host;
  run_options.requirements = default_requirements(beside);
  run_options.emulator = beside / "under";
  bool no_canaries = false;
  auto* run_verb = app.add_subcommand("run", "Run cases, each contained and judged, and write results");
  run_verb->footer(run_footer);
  add_host(*run_verb, run_options.host, run_options.launcher, run_options.requirements);
  add_selection(*run_verb, run_options.selection);
  add_path(*run_verb, "-o,--out", run_options.out, "Folder for results.jsonl and result.json")
      ->default_str(run_options.out.string());
  run_verb
      ->add_option("--under", run_options.under,
                   "Make this system look like another one, or like a hostile place; `under --list` has the names")
      ->type_name("SYSTEM");
  run_verb->add_option("-j,--jobs", run_options.jobs, "Cases at once; 0 is one for each processor")
      ->capture_default_str();
  run_verb->add_option("--target", run_options.target_name, "Name of this target in reports")->type_name("NAME");
  add_paths(*run_verb, "--expectations", run_options.expectations, "What is known to differ here; may be repeated")
      ->type_name("FILE");
  run_verb->add_option("--repeat", run_options.repeat, "Run each case so many times")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
  run_verb->add_option("--seed", run_options.seed, "Shuffle the order, repeatably (dependencies stay first)");
  run_verb->add_option("--timeout-scale", run_options.timeout_scale, "Multiply every time limit, for slow targets")
      ->check(CLI::Range(0.01, 10'000.0))
      ->capture_default_str();
  run_verb->add_flag("--no-canaries", no_canaries, "Leave out the check of the runner itself; the run is not trusted");

  LookOptions look;
  look.host = run_options.host;
  look.requirements = run_options.requirements;
  auto* list_verb = app.add_subcommand("list", "List the selected cases, or the requirements");
  list_verb->footer("\n  procport list --id 'queue.*'\n  procport list --requirements --level core --format json");
  add_path(*list_verb, "--host", look.host, "The program under test")->type_name("FILE");
  list_verb->add_option("--launcher", look.launcher, "Starts the host, as for run")->type_name("COMMAND");
  list_verb->add_flag("--requirements", look.list_requirements, "List requirements instead of cases");
  add_path(*list_verb, "--requirements-dir", look.requirements, "The folder with the requirement files");
  add_format(*list_verb, look.format, {"text", "json"});
  add_selection(*list_verb, look.selection);

  auto* show_verb = app.add_subcommand("show", "Tell about one case or one requirement");
  show_verb->footer(
      "\n  procport show QUEUE-GET-TIMEOUT-EMPTY\n  procport show queue.get.timeout-raises-empty -o out/run");
  show_verb->add_option("id", look.id, "Case or requirement")->required();
  add_path(*show_verb, "-o,--out", look.out, "Folder of the run whose result is shown")->default_str(look.out.string());
  add_host(*show_verb, look.host, look.launcher, look.requirements);

  bool doctor_json = false;
  auto* doctor_verb = app.add_subcommand("doctor", "What this system offers: which strategy serves, and why");
  doctor_verb->footer("\n  procport doctor\n  MULTIPROCESSING_STRATEGY=fallback procport doctor --json");
  doctor_verb->add_flag("--json", doctor_json, "As JSON");
  add_host(*doctor_verb, look.host, look.launcher, look.requirements);

  RequirementVerbs req;
  req.cover.look = look;
  req.cover.sources = build::sources;
  req.options.host = run_options.host;
  req.options.selftest_host = run_options.selftest_host;
  req.options.requirements = run_options.requirements;
  req.options.defects = build::defects;
  req.options.interposer = beside / "broken-system.so";
  req.add(app);

  std::vector<fs::path> inputs;
  fs::path report_out = "out/report";
  auto* report_verb = app.add_subcommand("report", "Make pages, Markdown and JUnit XML from result documents");
  report_verb->footer("\n  procport report out/run -o out/run/report\n  procport report linux/ macos/ bsd/ -o site");
  add_paths(*report_verb, "results", inputs, "Result documents, or folders that hold one")->required();
  add_path(*report_verb, "-o,--out", report_out, "Folder for the pages")->default_str(report_out.string());

  fs::path before, after;
  std::string diff_format = "text";
  auto* diff_verb = app.add_subcommand("diff", "Compare two result documents; exit code 6 if something got worse");
  diff_verb->footer("\n  procport diff out/yesterday out/today\n  procport diff --format md before.json after.json");
  add_path(*diff_verb, "before", before, "The older result document or its folder")->required();
  add_path(*diff_verb, "after", after, "The newer one")->required();
  add_format(*diff_verb, diff_format, {"text", "md", "json"});

  ExpectVerbs expect;
  expect.options.host = run_options.host;
  expect.options.requirements = run_options.requirements;
  expect.add(app);

  if (const int wrong = check_verb(argc, argv, app); wrong != 0) return wrong;
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& done) {
    return app.exit(done);
  } catch (const CLI::ParseError& error) {
    std::cerr << "procport: " << error.what() << "\n  procport";
    for (const auto* verb : app.get_subcommands()) std::cerr << " " << verb->get_name();
    std::cerr << " --help says more\n";
    return exit_code::usage;
  }
  run_options.canaries = !no_canaries;
  if (doctor_json) look.format = "json";
  if (run_verb->parsed()) return run(run_options);
  if (list_verb->parsed()) return list(look);
  if (show_verb->parsed()) return show(look);
  if (doctor_verb->parsed()) return doctor(look);
  if (expect.check->parsed()) {
    expect.complete();
    return expect_check(expect.options);
  }
  if (req.coverage->parsed()) return coverage(req.cover);
  if (req.power->parsed()) return power(req.options);
  if (report_verb->parsed()) return report(inputs, report_out);
  return diff(before, after, diff_format);
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return dispatch(argc, argv);
  } catch (const Refusal& refusal) {
    std::cerr << "procport: " << refusal.message << "\n";
    return refusal.code;
  } catch (const std::exception& error) {
    std::cerr << "procport: " << error.what() << "\n";
    return exit_code::unreadable;
  }
}
