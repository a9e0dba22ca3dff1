// Holds a Teams app manifest, read from standard input, against Microsoft's schema of its version; prints what is wrong with it as JSON.
import { readFileSync } from "node:fs";
import { AppManifestUtils } from "@microsoft/app-manifest";

console.log(JSON.stringify(await AppManifestUtils.validateAgainstSchema(JSON.parse(readFileSync(0, "utf8")))));
