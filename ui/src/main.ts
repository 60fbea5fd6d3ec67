import { mount } from "svelte";
import App from "./App.svelte";
import "./lib/styles/tokens.css";
import "./lib/styles/app.css";

const target = document.getElementById("app");
if (!target) throw new Error("BUG: index.html has no #app");
mount(App, { target });
