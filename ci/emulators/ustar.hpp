// SPDX-License-Identifier: BSL-1.0
// Writes a folder as an archive that every tar reads; a kernel that has just started has no tar of its own.
#pragma once

#include <filesystem>

/// False with errno set when something could not be written. Files and folders only: others are left out.
bool write_archive(int descriptor, const std::filesystem::path& folder);
