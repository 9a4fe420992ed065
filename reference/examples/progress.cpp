// SPDX-License-Identifier: BSL-1.0
// Progress: a pool counts the points of a grid that belong to the Mandelbrot set, a row at a time, and shows how far it
// is. The callback runs in a thread of the pool, one call after the other, so that it needs no lock.
#include <complex>
#include <iostream>
#include <numeric>
#include <vector>

#include "multiprocessing/multiprocessing.hpp"

namespace mp = multiprocessing;

namespace {

constexpr int rows = 60;
constexpr int columns = 120;

bool stays_small(std::complex<double> c) {
  std::complex<double> z;
  for (int i = 0; i < 500; ++i) {
    z = z * z + c;
    if (std::norm(z) > 4) return false;
  }
  return true;
}

int points_of_row(int row) {
  int count = 0;
  for (int column = 0; column < columns; ++column) {
    count += stays_small({3.0 * column / columns - 2.2, 2.4 * row / rows - 1.2}) ? 1 : 0;
  }
  return count;
}

}  // namespace

int main(int argc, char** argv) {
  mp::freeze_support(argc, argv);
  std::vector<int> all_rows(rows);
  std::iota(all_rows.begin(), all_rows.end(), 0);

  std::size_t last = 0;
  int total = 0;
  {
    mp::Pool pool;
    mp::MapOptions options;
    options.chunksize = 4;  // rows that travel together; progress still counts each
    options.progress = [&last](std::size_t done, std::size_t of) {
      last = done;
      if (done % 12 == 0) std::cout << done << " of " << of << " rows\n";
    };
    const auto points = pool.map(points_of_row, all_rows, options);
    total = std::accumulate(points.begin(), points.end(), 0);
    pool.close();
    pool.join();  // now every callback has been called, too
  }
  int expected = 0;
  for (const int row : all_rows) expected += points_of_row(row);
  std::cout << total << " points\n";
  return total == expected && last == rows ? 0 : 1;
}
