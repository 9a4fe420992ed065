# SPDX-License-Identifier: BSL-1.0
"""The cases, one module for each area."""
