// SPDX-License-Identifier: BSL-1.0
// How a system lists the descendants and the objects of a case; one contain_*.cpp serves, chosen by the build.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "model.hpp"

namespace procport::runner {

/// By what a process can be told to belong to a case.
struct Marks {
  long leader = 0;  // process and session of the case
  std::string token;
  std::filesystem::path work;
  std::vector<std::string> pipes;  // of its outputs, as the system names them; empty where it does not
  bool alone = false;              // no other case ran at any time since it was started
};

struct FoundProcess {
  long pid = 0, parent = 0, session = 0;
  char state = '?';
  bool ending = false;  // it is already on its way out
  std::string name, waits_for;
  std::uint64_t started = 0;
  std::optional<std::size_t> owner;  // index into the marks, none if nobody can be named
};

/// Makes this program the parent of every orphan among its descendants. False where that does not exist.
[[nodiscard]] bool adopt_orphans();
/// All living descendants of this program, or none where the system cannot list them. If it does not adopt orphans, those
/// among them that have a mark.
[[nodiscard]] std::optional<std::vector<FoundProcess>> living_descendants(const std::vector<Marks>& marks, bool adopts);
/// Collects orphans that are dead and that nobody else will wait for.
void reap_orphans(const std::vector<Marks>& marks);
/// Lists and removes shared memory and semaphores with the token in their name; none where they cannot be listed.
[[nodiscard]] std::optional<std::vector<ResidueItem>> take_objects(const std::string& token);
[[nodiscard]] std::string containment_kind(bool adopts);
/// Kills a process that was found, and only that one, even if its number has been given to another since.
void kill_found(const FoundProcess& process);

}  // namespace procport::runner
