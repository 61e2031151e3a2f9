# Hashes files into a C header: cmake -DINPUTS="a;b" -DOUTPUT=... -P fingerprint.cmake
set(all "")
foreach(input ${INPUTS})
  file(SHA256 "${input}" hash)
  string(APPEND all ${hash})
endforeach()
string(SHA256 fingerprint "${all}")
file(WRITE "${OUTPUT}" "#define ASSAY_FINGERPRINT \"${fingerprint}\"\n")
