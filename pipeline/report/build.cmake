# Builds the page of `assay report` into OUTPUT, or leaves OUTPUT empty where that cannot be done:
#   cmake -DSOURCE=pipeline/report -DFOLDER=build/report -DOUTPUT=build/report/page.html -DNPM=... -DNODE=... -DNEEDED=ON|AUTO -P build.cmake
#
# All happens in a copy under the build folder. Packages come by `npm ci`, so exactly as package-lock.json has
# them, and none of their scripts run.

# Gives up: an error where the page is needed, else a note and an empty page.
function(give_up reason)
  if(NEEDED STREQUAL "ON")
    message(FATAL_ERROR "the page of assay report: ${reason}")
  endif()
  message(STATUS "assay report will say that its page was not built: ${reason}")
  file(WRITE ${OUTPUT} "")
endfunction()

if(NOT NPM OR NOT NODE)
  give_up("there is no npm")
  return()
endif()

file(COPY ${SOURCE}/package.json ${SOURCE}/package-lock.json ${SOURCE}/.npmrc ${SOURCE}/build.mjs ${SOURCE}/source
     DESTINATION ${FOLDER})

file(SHA256 ${SOURCE}/package-lock.json wanted)
set(installed "")
if(EXISTS ${FOLDER}/node_modules/.installed)
  file(READ ${FOLDER}/node_modules/.installed installed)
endif()
if(NOT installed STREQUAL wanted)
  execute_process(
    COMMAND ${NPM} ci --prefer-offline --fetch-retries=1 --fetch-retry-mintimeout=1000 --fetch-timeout=60000
    WORKING_DIRECTORY ${FOLDER} TIMEOUT 300 RESULT_VARIABLE failed OUTPUT_VARIABLE said ERROR_VARIABLE said)
  if(failed)
    string(REGEX REPLACE "https?://[^ \n]*" "..." said "${said}")
    message("${said}")
    give_up("npm ci failed")
    return()
  endif()
  file(WRITE ${FOLDER}/node_modules/.installed ${wanted})
endif()

execute_process(COMMAND ${NODE} build.mjs ${OUTPUT} WORKING_DIRECTORY ${FOLDER}
  RESULT_VARIABLE failed OUTPUT_VARIABLE said ERROR_VARIABLE said)
if(failed)
  message("${said}")
  message(FATAL_ERROR "the page of assay report does not build")
endif()
