// SPDX-License-Identifier: BSL-1.0
// For systems whose descendants and objects cannot be listed yet: the group is killed, and the residue is not known.
#include "contain_listing.hpp"

namespace procport::runner {

bool adopt_orphans() { return false; }
std::optional<std::vector<FoundProcess>> living_descendants(const std::vector<Marks>&, bool) { return std::nullopt; }
void reap_orphans(const std::vector<Marks>&) {}
std::optional<std::vector<ResidueItem>> take_objects(const std::string&) { return std::nullopt; }
std::string containment_kind(bool) { return "weak(session; descendants cannot be listed here)"; }
void kill_found(const FoundProcess&) {}

}  // namespace procport::runner
