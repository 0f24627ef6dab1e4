// Posts one event in each of the modes that the client knows, then prints the answers' statuses.
import cloudevents from "cloudevents";
const { CloudEvent, HTTP } = cloudevents;

const url = process.argv[2];
const event = (id, more) =>
  new CloudEvent({ id, source: "/npm", type: "npm.test", time: "2024-05-06T07:08:09.123Z", subject: "100% real", answer: 42, yes: true, ...more });

const messages = [
  HTTP.structured(event("structured", { data: { a: [1, "ü"] } })),
  HTTP.binary(event("binary", { data: { a: [1, "ü"] } })),
  HTTP.binary(event("binary-text", { datacontenttype: "text/plain", data: "plain text" })),
  HTTP.structured(event("structured-bytes", { datacontenttype: "application/octet-stream", data_base64: "AAECAw==" })),
];
const statuses = [];
for (const { headers, body } of messages) {
  const response = await fetch(url, { method: "POST", headers, body });
  statuses.push(response.status + " " + (await response.text()));
}
console.log(statuses.join("\n"));
