// A Slack to test against: reads its seed as a line of JSON, prints its address, and ends when its input does.
import { createInterface } from "node:readline";
import { createEmulator } from "emulate";

for await (const line of createInterface({ input: process.stdin })) {
  const slack = await createEmulator({ service: "slack", port: 0, seed: { slack: JSON.parse(line) } });
  console.log(slack.url);
}
process.exit();
