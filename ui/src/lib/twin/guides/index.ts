// The guides that the twin can be walked through.
import { rotate } from "./rotate";
import { skypeHybrid } from "./skypeHybrid";
import { skypeServer } from "./skypeServer";
import { teams } from "./teams";

export const guides = [teams, rotate, skypeServer, skypeHybrid] as const;

export const guideOf = (id: string) => guides.find((one) => one.id === id) ?? teams;
