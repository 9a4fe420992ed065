// SPDX-License-Identifier: BSL-1.0
// The API over threads: for systems without processes, for programs that try both, and for what a manager serves.
#pragma once

#include "multiprocessing/dummy/array.hpp"
#include "multiprocessing/dummy/barrier.hpp"
#include "multiprocessing/dummy/condition.hpp"
#include "multiprocessing/dummy/connection.hpp"
#include "multiprocessing/dummy/event.hpp"
#include "multiprocessing/dummy/joinable_queue.hpp"
#include "multiprocessing/dummy/lock.hpp"
#include "multiprocessing/dummy/namespace.hpp"
#include "multiprocessing/dummy/pool.hpp"
#include "multiprocessing/dummy/process.hpp"
#include "multiprocessing/dummy/queue.hpp"
#include "multiprocessing/dummy/semaphore.hpp"
#include "multiprocessing/dummy/simple_queue.hpp"
#include "multiprocessing/dummy/value.hpp"
#include "multiprocessing/errors.hpp"

/// The same names as in multiprocessing, so that a program may swap one for the other:
///
///   namespace mp = multiprocessing::dummy;
///
/// Source   CPython 3.14 docs, library/multiprocessing, The multiprocessing.dummy module
namespace multiprocessing::dummy {

using multiprocessing::AssertionError;
using multiprocessing::AsyncResult;
using multiprocessing::BrokenBarrierError;
using multiprocessing::BufferTooShort;
using multiprocessing::CancelledError;
using multiprocessing::Empty;
using multiprocessing::EOFError;
using multiprocessing::Full;
using multiprocessing::MapOptions;
using multiprocessing::OSError;
using multiprocessing::OwnerDiedError;
using multiprocessing::ProcessError;
using multiprocessing::ShutDown;
using multiprocessing::TaskOptions;
using multiprocessing::ThreadPool;
using multiprocessing::Timeout;
using multiprocessing::TimeoutError;
using multiprocessing::UnpicklableError;
using multiprocessing::UnpicklingError;
using multiprocessing::ValueError;

}  // namespace multiprocessing::dummy
