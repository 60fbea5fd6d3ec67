// What the window calls: one function for each command, and what a failed call becomes.
export * from "./bindings/commands";
export { answerWith, toProblem } from "./host";
