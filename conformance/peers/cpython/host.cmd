@rem SPDX-License-Identifier: BSL-1.0
@rem host.py for Windows, where a script cannot be started by its path.
@py -3 "%~dp0host.py" %*
