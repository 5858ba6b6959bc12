/** Throughline over the Model Context Protocol. */
export {
  agentServer,
  callAgent,
  type AgentAnswer,
  type AgentServerOptions,
  type CallAgentOptions,
} from './agent.ts';
export { mcp, type McpOptions } from './bind.ts';
export { capabilities } from './capabilities.ts';
export { serveHttp, serveStdio, type HttpOptions, type Serving } from './serve.ts';
export { remoteTools, toolServer, type Toolbox } from './tools.ts';
