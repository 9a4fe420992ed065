# SPDX-License-Identifier: BSL-1.0
# Writes suite_version.hpp at build time: the commit can change without the build being configured again.
execute_process(COMMAND git rev-parse HEAD WORKING_DIRECTORY ${SOURCE} OUTPUT_VARIABLE commit
  OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE failed)
if(failed)
  set(commit "")
endif()
execute_process(COMMAND git status --porcelain WORKING_DIRECTORY ${SOURCE} OUTPUT_VARIABLE changes ERROR_QUIET)
set(dirty false)
if(changes)
  set(dirty true)
endif()
file(CONFIGURE OUTPUT ${OUTPUT} @ONLY CONTENT [[
// SPDX-License-Identifier: BSL-1.0
// Made by the build: what this program was built from.
#pragma once

#include <string_view>

namespace procport::runner::build {
inline constexpr std::string_view version = "@VERSION@";
inline constexpr std::string_view commit = "@commit@";
inline constexpr bool dirty = @dirty@;
}  // namespace procport::runner::build
]])
