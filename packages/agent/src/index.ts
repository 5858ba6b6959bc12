/** Agents defined once: tools, models over codecs, the native loop, and the contract every scaffold adapter signs. */
export { defineAgent, defineTool, type AgentOptions, type ToolOptions } from './define.ts';
export { executeTool } from './execute.ts';
export type { Fetch } from './http.ts';
export { model, type ModelOptions } from './model.ts';
export { native } from './native.ts';
export { observe, type Observed } from './observe.ts';
export { requestFor, toolDefinitions } from './request.ts';
export { run, type RunOptions, type RunResult } from './run.ts';
export type { Agent, AgentEvent, CallOptions, Job, Model, Outcome, Scaffold } from './scaffold.ts';
export { createSession, type Session } from './session.ts';
export type { Tool, ToolContext, ToolOutput } from './tool.ts';
