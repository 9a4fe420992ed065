// SPDX-License-Identifier: BSL-1.0
// The command line of procport. The only file that includes CLI11.
#include <CLI/CLI.hpp>
#include <exception>
#include <filesystem>
#include <iostream>

#include "build_paths.hpp"
#include "contain.hpp"
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

void add_host(CLI::App& verb, fs::path& host, fs::path& requirements) {
  add_path(verb, "--host", host, "The program under test (conformance-host beside procport if not given)")
      ->type_name("FILE");
  add_path(verb, "--requirements,--requirements-dir", requirements, "The folder with the requirement files")
      ->type_name("DIR");
}

/// CLI11 calls an unknown verb an unexpected argument; a person wants to hear what it might have been.
int check_verb(int argc, char** argv, const CLI::App& app) {
  if (argc < 2 || argv[1][0] == '-') return exit_code::ok;
  std::vector<std::string> names;
  for (const auto* verb : app.get_subcommands(nullptr)) names.push_back(verb->get_name());
  if (std::find(names.begin(), names.end(), argv[1]) != names.end()) return exit_code::ok;
  const auto similar = near_matches(argv[1], names, 1);
  std::cerr << "procport: there is no verb '" << argv[1] << "'"
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
  bool no_canaries = false;
  auto* run_verb = app.add_subcommand("run", "Run cases, each contained and judged, and write results");
  run_verb->footer(run_footer);
  add_host(*run_verb, run_options.host, run_options.requirements);
  add_selection(*run_verb, run_options.selection);
  add_path(*run_verb, "-o,--out", run_options.out, "Folder for results.jsonl and result.json")
      ->default_str(run_options.out.string());
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
  list_verb->add_flag("--requirements", look.list_requirements, "List requirements instead of cases");
  add_path(*list_verb, "--requirements-dir", look.requirements, "The folder with the requirement files");
  list_verb->add_option("--format", look.format, "text or json")->check(CLI::IsMember({"text", "json"}));
  add_selection(*list_verb, look.selection);

  auto* show_verb = app.add_subcommand("show", "Tell about one case or one requirement");
  show_verb->footer(
      "\n  procport show QUEUE-GET-TIMEOUT-EMPTY\n  procport show queue.get.timeout-raises-empty -o out/run");
  show_verb->add_option("id", look.id, "Case or requirement")->required();
  add_path(*show_verb, "-o,--out", look.out, "Folder of the run whose result is shown")->default_str(look.out.string());
  add_host(*show_verb, look.host, look.requirements);

  bool doctor_json = false;
  auto* doctor_verb = app.add_subcommand("doctor", "What this system offers: which strategy serves, and why");
  doctor_verb->footer("\n  procport doctor\n  MULTIPROCESSING_STRATEGY=fallback procport doctor --json");
  doctor_verb->add_flag("--json", doctor_json, "As JSON");
  add_host(*doctor_verb, look.host, look.requirements);

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
  diff_verb->add_option("--format", diff_format, "text, md or json")->check(CLI::IsMember({"text", "md", "json"}));

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
