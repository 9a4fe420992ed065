// SPDX-License-Identifier: BSL-1.0
// The style sheet and the script, which the build turns into text (assets/embed.cmake).
#pragma once

#include <string_view>

namespace procport::reports {

extern const std::string_view style_sheet;
extern const std::string_view script;

}  // namespace procport::reports
