"""English word lists: function words and nouns. Blank-separated; an underscore joins an expression."""

from __future__ import annotations

from . import tags as t

FUNCTION: list[tuple[int, str]] = [
    (t.DET, "the a an this that these those my our your his her their its such both all some several many few most "
            "half another other certain whose"),
    (t.DET | t.EVERY, "any every each whichever whatever either"),
    (t.DET | t.NO, "no"),
    (t.POSSESSIVE, "my our your his her their its"),
    (t.NUMBER, "one two three four five six seven eight nine ten dozen hundred"),
    (t.PREP, "of in on at from with into onto upon about over under between among during within across through via "
             "towards toward behind beyond inside outside despite besides beside near off up down out per against "
             "around along above below like than for without by because_of due_to owing_to thanks_to instead_of "
             "rather_than according_to prior_to out_of in_front_of on_behalf_of as_part_of regardless_of except "
             "in_addition_to as_well_as in_charge_of as_a_result_of"),
    (t.BY, "by"),
    (t.DUE, "because_of due_to owing_to as_a_result_of"),
    (t.OF, "of among"),
    (t.FOR, "for"),
    (t.WITHOUT, "without"),
    (t.INSTEAD, "instead_of rather_than"),
    (t.WHATEVER, "regardless_of no_matter irrespective_of"),
    (t.CONJ, "and or but nor yet then so and_then but_then but_also and_so"),
    (t.SUB, "because while although though whereas that what even_though now_that"),
    (t.SUB | t.LATE, "after before since until till as once"),
    (t.SUB | t.COND, "if unless in_case so_that lest even_if why how whether"),
    (t.SUB | t.WHEN, "when whenever as_soon_as where wherever"),
    (t.REL, "which that whose"),
    (t.REL | t.WHO, "who whom"),
    (t.GENERIC, "you anyone anybody whoever oneself"),
    (t.NEG, "not n't never hardly barely"),
    (t.TO, "to"),
    (t.BE, "is are was were be been being am 'm 're isn wasn get got gets getting gotten"),
    (t.BE | t.PRESENT, "is are am 'm 're gets"),
    (t.BE | t.PAST, "was were got"),
    (t.HAVE, "has have had having 've 'd"),
    (t.HAVE | t.PRESENT, "has have 've"),
    (t.HAVE | t.PAST, "had 'd"),
    (t.PARTICIPLE, "had"),
    (t.BE | t.PRESENT | t.GENITIVE, "'s"),
    (t.NEITHER | t.ADV, "neither"),
    (t.OWN, "mine ours his hers theirs"),
    (t.DO, "do does did"),
    (t.DO | t.PRESENT, "do does"),
    (t.DO | t.PAST, "did"),
    (t.SHOULD, "should ought shoulda"),
    (t.COULD, "could might"),
    (t.MUST, "must"),
    (t.MODAL, "can ca could may might will would wo shall sha must should ought cannot 'll shoulda"),
    (t.NEG, "cannot"),
    (t.WOULD, "would will wo 'll"),
    (t.ADV | t.TARDY, "too_late too_long too_slowly too_slow far_too_late far_too_long much_too_late"),
    (t.ADV | t.AUTOMATIC, "automatically"),
    (t.SUPPOSED | t.PARTICIPLE, "supposed meant expected"),
    (t.ON_ME, "on_me on_us on_him on_her on_them"),
    (t.SCARCE, "insufficient insufficiently inadequate poor little too_little not_enough"),
    (t.ADV, "also then just simply still even again only later soon already often sometimes usually always ever once "
            "twice too very quite rather instead however therefore thus hence meanwhile afterwards twice yesterday "
            "today tomorrow perhaps maybe further furthermore moreover otherwise nevertheless nonetheless though "
            "ago now eventually somehow himself herself themselves ourselves myself both together almost nearly "
            "well likely not_only at_least at_first of_course in_fact for_example in_hindsight at_that_point "
            "this_time in_turn as_usual in_retrospect as_well long far enough more less most better worse best "
            "much sooner earlier faster quicker harder"),
    (t.ADV | t.AGAIN, "next_time in_the_future in_future from_now_on going_forward moving_forward in_the_days_ahead "
                      "from_here_on in_the_coming_weeks"),
    (t.ADV | t.ACCIDENT, "by_mistake by_accident in_error accidentally mistakenly inadvertently unintentionally "
                         "unknowingly unwittingly erroneously by_error"),
    (t.ADV | t.BADLY, "badly poorly wrongly incorrectly improperly prematurely blindly hastily knowingly wrongfully rashly "
                      "unwisely needlessly absent-mindedly absentmindedly clumsily in_haste without_thinking "
                      "without_permission without_authorization without_authorisation without_approval "
                      "without_a_second_thought against_procedure against_policy out_of_habit"),
    (t.ADV | t.CARELESSLY, "carelessly recklessly negligently sloppily irresponsibly thoughtlessly foolishly stupidly "
                           "incompetently lazily out_of_carelessness out_of_laziness out_of_negligence "
                           "with_no_regard without_due_care without_any_care unprofessionally"),
    (t.PERSONAL, "i he she"),
    (t.WE, "we"),
    (t.ANAPHOR, "they"),
    (t.THING, "it this that these those what there something nothing everything anything"),
    (t.NOBODY, "nobody none no_one no-one noone"),
    (t.ROLE, "someone somebody"),
    (t.CROWD, "everyone everybody all_of_us us"),
    (t.POLITE, "please"),
    (t.MORE, "more extra better greater closer extremely very particularly especially always much_more even_more "
             "increased additional far_more stricter most_careful"),
    (t.ENOUGH, "enough sufficiently"),
    (t.BODY, "him her me them"),
    (t.GOVERNED, "attributed attributable down traced ascribed resulted resulting stemmed stems stemming arose came "
                 "originated comes arising back through put"),
    (t.TO_PEOPLE, "to for"),
    (t.WOULD_WILL, "will 'll shall"),
]  # fmt: skip

NOUNS: list[tuple[int, str]] = [
    # People at work: any head noun of these is a person, plural included (see en.py).
    (t.ROLE, "engineer developer programmer coder administrator sysadmin sysop dba sre technician contractor "
             "subcontractor consultant intern trainee apprentice freelancer colleague coworker co-worker teammate "
             "director executive cto ceo cio ciso reviewer approver author maintainer committer contributor architect "
             "analyst specialist expert tester employee staffer nurse doctor physician surgeon pharmacist clinician "
             "radiographer radiologist clerk teller cashier trader accountant electrician mechanic fitter "
             "captain representative rep teacher researcher scientist volunteer moderator designer responder "
             "newcomer novice rookie junior newbie newhire guy man woman person individual commander foreman "
             "on-call oncall on-caller sysops-engineer devops-engineer operative attendant superintendent "
             "co-founder founder superuser-admin sergeant officer inspector surveyor bookkeeper receptionist "
             "dispatch-operator crewman crewmember helmsman typist welder installer-technician human boss "
             "team_member team_members staff_member staff_members crew_member crew_members team_lead team_leader "
             "tech_lead technical_lead shift_lead shift_leader shift_manager shift_supervisor product_manager "
             "project_manager incident_manager engineering_manager line_manager product_owner service_owner "
             "code_owner system_owner programme_manager program_manager account_manager office_manager "
             "change_manager night_operator member_of_staff members_of_staff air_traffic_controller "
             "traffic_controller truck_driver bus_driver train_driver forklift_driver warehouse_worker team_mate "
             "system_administrator support_agent call_centre_agent call_center_agent new_hire new_starter "
             "new_joiner site_manager store_manager warehouse_manager branch_manager data_entry_clerk"),
    (t.MAYBE, "operator admin dev"),
    (t.ROBOT, "agent manager supervisor coordinator dispatcher owner editor pilot lead assistant inspector installer "
              "tech handler planner steward custodian writer auditor"),
    (t.TEAM, "team ops operations management leadership vendor supplier provider company organisation organization "
             "department squad staff personnel crew qa group tribe partner leaders engineering committee board "
             "subsidiary bank hospital business devops secops netops helpdesk outsourcer guild shift partner agency"),
    (t.CROWD, "people folks everyone teams staff engineers developers operators administrators admins reviewers devs "
              "colleagues employees technicians maintainers contributors responders oncalls on-calls managers nurses "
              "clinicians traders team personnel crew authors committers approvers contractors analysts dbas sres "
              "team_members staff_members members_of_staff all ourselves themselves testers clerks doctors"),
    (t.VICTIM, "user customer client patient player subscriber visitor guest passenger buyer shopper tenant participant "
               "attendee reader viewer student merchant traveller traveler citizen gamer consumer attacker adversary "
               "people public member hacker miner farmer bot others"),
    (t.MEMBER, "one some none all each any most many several few two three both member members either rest "
               "majority half"),
    (t.TIME, "week month night day morning afternoon evening year hour minute second time monday tuesday wednesday "
             "thursday friday saturday sunday weekend quarter january february march april june july august september "
             "october november december utc cet gmt pst est cest noon midnight"),
    (t.HUMAN, "human team shift night duty on-duty on-call senior junior tired experienced inexperienced trained "
              "untrained plant console crane fatigued support customer-support help-desk service-desk duty-manager "
              "radar control-room switchboard machine-room freight computer night-shift "
              "release project product engineering branch office general sales delivery incident regional "
             "outgoing incoming relief contract lead on-site onsite site field maintenance"),
    (t.MACHINE, "kubernetes k8s crd crds controller helm reconcile reconciler reconciling reconciled cluster pod pods "
                "resource namespace prometheus postgres etcd kafka finalizer webhook deployment replica replicas "
                "statefulset ingress istio operatorhub olm chart sidecar daemon process kube manifest api"),
    (t.HARM_NOUN, "outage incident failure downtime disruption breach leak loss crash problem issue bug regression "
                  "mess breakage damage corruption interruption degradation accident disaster harm blackout exposure "
                  "unavailability catastrophe fiasco mishap leakage defect deletion collapse meltdown overload "
                  "incidents outages failures damages losses delays mixup mix-up"),
    (t.LIVE, "production prod live database databases site website system systems cluster"),
    (t.TEST_ENV, "staging test dev sandbox qa development preprod pre-prod uat canary non-production"),
    (t.ERROR_NOUN, "error mistake oversight slip slip-up blunder lapse typo misjudgement misjudgment omission "
                   "mistyping misconfiguration misunderstanding miscalculation screw-up screwup mess-up fumble gaffe "
                   "misstep goof fat-fingering errors fault faults"),
    (t.WORK_NOUN, "change commit patch deploy deployment command action merge edit push release fix query migration "
                  "pr mr script work rollout upgrade update typo mistake error decision negligence inattention "
                  "carelessness inexperience refactoring refactor config configuration code oversight behaviour "
                  "behavior omission intervention manipulation click keystroke entry test experiment slip blunder "
                  "laziness haste incompetence recklessness failure inaction misjudgement"),
    (t.ALERT_NOUN, "alert alarm page warning notification message email ticket signal log prompt indicator"),
    (t.GUARD_NOUN, "test check review approval procedure process checklist step runbook policy protocol guideline "
                   "safeguard confirmation warning validation verification sign-off dry-run dry_run dryrun qa rule "
                   "instruction playbook control interlock safety alarm alert canary inspection lockout rehearsal "
                   "documentation sop code_review peer_review instructions precaution handover prompt standard"),
    (t.DUTY_NOUN, "testing review approval authorisation authorization permission validation verification checking "
                  "backup consultation notice supervision confirmation sign-off a_backup peer_review code_review "
                  "dry-run dry_run consent oversight"),
    (t.VICE_NOUN, "carelessness negligence incompetence recklessness laziness sloppiness complacency inattention "
                  "inattentiveness thoughtlessness irresponsibility stupidity clumsiness amateurism "
                  "unprofessionalism foolishness ineptitude"),
    (t.VIRTUE_NOUN, "care attention diligence discipline rigour rigor professionalism vigilance competence caution "
                    "attentiveness judgement judgment common_sense thoroughness carefulness conscientiousness "
                    "seriousness due_diligence attention_to_detail due_care"),
    (t.DECISION, "decision call choice judgement judgment decisions choices judgment_call"),
    (t.FAULT_NOUN, "fault blame responsibility"),
    (t.HUMAN_ERROR, "human_error human_errors human_mistake human_mistakes human_failure human_oversight "
                    "operator_error operator_errors user_error user_errors pilot_error manual_error manual_errors "
                    "fat_finger fat_fingers fat-fingers fat_finger_error fat-finger_error fat_fingering pebkac "
                    "finger_trouble human_blunder human_slip human_mistyping human_inattention"),
    (t.GOVERNED, "result consequence case matter"),
    (t.AWARENESS, "awareness"),
    (t.REMINDER, "reminder reminders"),
    (t.HUMAN_ERROR_OF, "human manual user pilot personnel staff clerical customer"),
    (t.FAILURE_NOUN, "failure refusal omission neglect unwillingness"),
    (t.LACK, "lack absence want shortage lapse"),
    (t.SYMPTOM, "symptom label myth starting_point consequence effect risk"),
    (t.CAUSE_NOUN, "cause root_cause reason origin trigger factor culprit contributor root source explanation "
                   "contributing_factor"),
]  # fmt: skip

ADJECTIVES: list[tuple[int, str]] = [
    (t.ADJ, "responsible available present unaware aware new old last next first second third third-party previous same "
            "own other only primary secondary main whole entire particular former unfamiliar alone asleep involved "
            "concerned single junior senior good big small unable able ready busy late early full complete open wrong "
            "bad poor terrible internal external 2nd 1st so-called unnamed"),
    (t.GUILTY, "at_fault to_blame responsible culpable guilty accountable blameworthy liable"),
    (t.RESPONSIBLE, "responsible accountable liable"),
    (t.VICE, "careless reckless negligent sloppy lazy incompetent irresponsible unprofessional complacent inattentive "
             "stupid clumsy foolish ignorant naive overconfident over-confident undisciplined thoughtless amateurish "
             "heedless absent-minded distracted inexperienced unqualified inept lax idiotic unreliable "
             "underqualified untrustworthy too_hasty too_junior out_of_his_depth out_of_her_depth "
             "out_of_their_depth asleep_at_the_wheel not_up_to_the_job slapdash cavalier"),
    (t.VIRTUE, "careful vigilant attentive cautious diligent mindful disciplined rigorous thorough alert prudent "
               "conscientious competent qualified capable professional responsible meticulous watchful observant"),
    (t.MORE, "stricter"),
    (t.BAD, "bad poor terrible wrong questionable misguided ill-advised ill-considered rash unwise dreadful awful "
            "stupid foolish reckless irresponsible careless hasty"),
    (t.WRONG, "wrong incorrect"),
    (t.FAULTY, "wrong incorrect broken buggy untested unreviewed faulty bad unverified malformed half-finished defective"),
    (t.OPEN_STATE, "open unlocked unattended exposed unprotected unpatched hardcoded hard-coded unset unplugged "
                   "disabled enabled public unsecured unencrypted running disconnected switched_off turned_off "
                   "unmonitored commented_out"),
    (t.ABLE, "able alerted"),
    (t.NEEDED, "needed required necessary essential expected"),
]  # fmt: skip
