// SPDX-License-Identifier: BSL-1.0
// The whole API.
#pragma once

#include "multiprocessing/array.hpp"
#include "multiprocessing/authkey.hpp"
#include "multiprocessing/capabilities.hpp"
#include "multiprocessing/connection.hpp"
#include "multiprocessing/context.hpp"
#include "multiprocessing/errors.hpp"
#include "multiprocessing/event.hpp"
#include "multiprocessing/finalize.hpp"
#include "multiprocessing/lock.hpp"
#include "multiprocessing/log.hpp"
#include "multiprocessing/process.hpp"
#include "multiprocessing/queue.hpp"
#include "multiprocessing/remote_error.hpp"
#include "multiprocessing/rlock.hpp"
#include "multiprocessing/semaphore.hpp"
#include "multiprocessing/serialization.hpp"
#include "multiprocessing/simple_queue.hpp"
#include "multiprocessing/start_method.hpp"
#include "multiprocessing/value.hpp"
#include "multiprocessing/wait.hpp"
