document.getElementById("page").textContent = "assay";
