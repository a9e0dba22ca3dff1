// Microsoft's own reader of Adaptive Cards: a card as JSON a line in, what it finds wrong as JSON a line out.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const { AdaptiveCard, SerializationContext, Versions } = createRequire(import.meta.url)("adaptivecards/dist/adaptivecards.js");

for await (const line of createInterface({ input: process.stdin })) {
  const context = new SerializationContext(Versions.v1_5);
  new AdaptiveCard().parse(JSON.parse(line), context);
  const found = Array.from({ length: context.eventCount }, (_, at) => context.getEventAt(at).message);
  console.log(JSON.stringify(found));
}
