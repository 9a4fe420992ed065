// SPDX-License-Identifier: BSL-1.0
// Boost.JSON, compiled from its headers for a target without Boost's libraries.
#include <boost/json/src.hpp>
