# SPDX-License-Identifier: BSL-1.0
# Turns the style sheet and the script into a source file: cmake -DCSS=… -DJS=… -DOUT=… -P embed.cmake
file(READ ${CSS} css)
file(READ ${JS} js)
# The pages carry both, so comments and indentation would be paid for in each of them.
string(REGEX REPLACE "/\\*[^*]*\\*+([^/*][^*]*\\*+)*/" "" css "${css}")
string(REGEX REPLACE "\n[ ]+" "\n" css "${css}")
string(REGEX REPLACE "\n\n+" "\n" css "${css}")
string(REGEX REPLACE "\n[ ]*//[^\n]*" "" js "${js}")
string(REGEX REPLACE "\n[ ]+" "\n" js "${js}")
file(WRITE ${OUT} "// Made by embed.cmake.
#include \"assets.hpp\"

namespace procport::reports {
const std::string_view style_sheet = R\"ASSET(${css})ASSET\";
const std::string_view script = R\"ASSET(${js})ASSET\";
}  // namespace procport::reports
")
