// What should I do now: my tasks, what waits for me, what is at risk and why, what others changed, and how to begin.
import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { ObjectIcon } from "../../frame/object-icon.tsx";
import { PageBody, PageHead } from "../../ui/page.tsx";
import { nameOf, useMe } from "../access/session.ts";
import { useObjectType } from "../records/schema.ts";
import { AtRisk } from "./at-risk.tsx";
import { Changed } from "./changed.tsx";
import { FirstStepsBlock } from "./first-steps.tsx";
import css from "./home.module.css";
import { MyTasks } from "./my-tasks.tsx";
import { Waiting } from "./waiting.tsx";

export const Home = () => {
  const me = useMe();
  const tasks = useObjectType("tasks");
  const firstName = nameOf(me).split(" ")[0];
  return (
    <>
      <PageHead
        title="Home"
        actions={
          tasks?.can.create ? (
            <Button
              component={Link}
              to="/o/tasks"
              variant="default"
              leftSection={<ObjectIcon object="tasks" size={14} />}
            >
              Tasks
            </Button>
          ) : null
        }
      />
      <PageBody wide>
        <p className={css.hello}>
          Hello{firstName ? `, ${firstName}` : ""}. Here is what is waiting.
        </p>
        <div className={css.grid}>
          <div className={css.column}>
            {tasks && me.member ? <MyTasks object={tasks} /> : null}
            <Changed />
          </div>
          <div className={css.column}>
            {me.member ? <Waiting /> : null}
            <FirstStepsBlock />
            <AtRisk />
          </div>
        </div>
      </PageBody>
    </>
  );
};
