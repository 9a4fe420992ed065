// SPDX-License-Identifier: BSL-1.0
// The data that the runner passes around. Pure data: no behaviour, no files, no processes.
#pragma once

#include <boost/json/value.hpp>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "vocabulary.hpp"

namespace procport::runner {

struct Source {
  std::string file;
  std::int64_t line = 0;
};

struct Variant {
  std::string id;
  std::string start_method;
  std::string profile;
};

struct Case {
  std::string id;
  std::string title;
  std::vector<std::string> requirements;
  Source source;
  std::vector<std::string> start_methods;  // empty: any
  std::chrono::milliseconds limit{20'000};
};

/// Variables and their values.
using Environment = std::vector<std::pair<std::string, std::string>>;

/// What `host --list` said.
struct Host {
  Environment environment;  // what it said by --facts that its cases shall find
  std::vector<std::string> command;
  std::int64_t protocol = 0;
  std::string name, version, language, compiler;
  std::vector<Variant> variants;
  std::vector<Case> cases;
};

struct Requirement {
  std::string id, area, text, level, source, file;
  std::vector<std::string> depends_on;
  std::optional<std::string> untested;
};

struct Observation {
  std::string key;
  boost::json::value value;
};

struct Failure {
  std::string file;
  std::int64_t line = 0;
  std::string message;
};

/// First witness: the control record that the case wrote.
struct Declared {
  bool began = false;
  bool ended = false;
  std::string word, reason;
  std::vector<std::string> steps;
  std::vector<Observation> observations;
  std::vector<Failure> failures;
  std::vector<std::string> faults;  // what is wrong with the record itself
};

struct ResidueItem {
  std::string kind, name, detail;
};

/// Third witness: what was still there after the process of the case had died.
struct Residue {
  std::string state = "clean";
  std::vector<ResidueItem> items;
};

/// Output of a process: its first and last part, and how much there was.
struct Captured {
  std::string text;
  std::uint64_t bytes = 0;
  bool truncated = false;
};

/// Second witness: how the process ended. The rest came to light in the same moment.
struct Ending {
  enum class How { exited, signalled, not_started };
  How how = How::not_started;
  int code = 0;              // exit code, signal number, or code of an unhandled exception
  std::string signal;        // "SIGSEGV", "STATUS_ACCESS_VIOLATION"
  bool out_of_time = false;  // the runner killed it at its limit
  bool interrupted = false;  // the runner killed it, because the run was stopped
  std::string error;         // why it was not started
  Captured out, err;
  Residue residue;
  std::vector<std::string> snapshot;  // each process, its state and what it waits for, just before the kill
  std::string containment;
  std::chrono::milliseconds duration{0};
};

/// What is known to be different on a target, and why.
struct Expectation {
  Verdict verdict = Verdict::fail;
  std::string reason, evidence;
};

struct Result {
  std::string variant;
  int attempt = 1;
  Verdict verdict = Verdict::not_run;
  std::string reason, stability = "single", containment = "none";
  Residue residue;
  std::string declared, exit, after;  // the three witnesses in words
  std::int64_t started_ms = 0, duration_ms = 0, limit_ms = 0;
  std::vector<Observation> observations;
  std::vector<Failure> failures;
  std::vector<std::string> steps;
  Captured out, err;
  std::optional<Expectation> expectation;  // none: nothing red
};

struct CaseResults {
  Case info;
  std::vector<Result> results;
};

struct Canary {
  std::string kind, wanted, got;
  bool ok = false;
};

struct Fact {
  std::string primitive, strategy, availability, call, error, detail;
  std::int64_t code = 0;
  bool selected = false;
};

/// How much of something the system gives.
struct Limit {
  std::string name, unit, call, error, detail;
  std::optional<std::uint64_t> value;
  std::int64_t code = 0;
};

/// What a host says of the system that it runs on.
struct SystemFacts {
  std::vector<Fact> strategies;
  std::vector<Limit> limits;
  Environment environment;
};

struct Target {
  std::string name, os, os_version, kernel, arch, endian, libc;
  int bits = 0, cpus = 0;
  std::int64_t memory_mib = 0;
  std::string emulated;  // what it was made to look like, or nothing
};

/// What a person asked for; an empty list means all.
struct Selection {
  std::vector<std::string> ids, exclude, requirements, profiles, start_methods, variants;
  std::optional<std::string> level;
  [[nodiscard]] bool everything() const {
    return ids.empty() && exclude.empty() && requirements.empty() && profiles.empty() && start_methods.empty() &&
           variants.empty();
  }
};

struct GateResult {
  std::string result, level = "core";
  int exit_code = 0;
  std::vector<std::string> reasons;
  std::size_t expected = 0;  // results and requirements that differ as an expectation says
};

/// Documented in conformance/README.md; each has a test.
namespace exit_code {
inline constexpr int ok = 0, unexpected = 1, usage = 2, nothing_selected = 3, not_trusted = 4, incomplete = 5,
                     regression = 6, unreadable = 9;
}

/// An error that ends the program with a message and a documented exit code.
struct Refusal {
  int code;
  std::string message;
};

}  // namespace procport::runner
