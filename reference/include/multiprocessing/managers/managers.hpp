// SPDX-License-Identifier: BSL-1.0
// Managers: objects in a process of their own, for all who have its key. Not part of multiprocessing.hpp, as in Python.
#pragma once

#include "multiprocessing/managers/base_manager.hpp"
#include "multiprocessing/managers/shared_memory_manager.hpp"
#include "multiprocessing/managers/sync_manager.hpp"
