"""French word lists: function words, nouns, adjectives. Accents are folded; an underscore joins an expression."""

from __future__ import annotations

from . import tags as t

FUNCTION: list[tuple[int, str]] = [
    (t.DET, "le la les l' un une des du ce cet cette ces mon ma mes ton ta tes son sa ses notre nos votre vos leur leurs "
            "plusieurs quelques certains certaines tous toutes tout toute autre autres quel quelle lequel"),
    (t.DET | t.EVERY, "chaque quelconque n'importe_quel n'importe_quelle"),
    (t.DET | t.NO, "aucun aucune nul nulle"),
    (t.POSSESSIVE, "mon ma mes son sa ses notre nos votre vos leur leurs"),
    (t.NUMBER, "deux trois quatre cinq six sept huit neuf dix douze"),
    (t.CLITIC, "le la les l' se s' me m' te t' lui leur y en nous vous"),
    (t.REFLEXIVE, "se s' me m'"),
    (t.PREP, "de d' du des à aux au par pour dans sur sous avec sans chez vers entre contre pendant durant depuis dès "
             "lors selon malgré hors jusqu' jusque parmi après avant devant derrière en suite grâce vis-à-vis via "
             "à_cause_de à_cause_d' à_cause_du en_raison_de en_raison_d' en_raison_du suite_à suite_au à_la_suite_de "
             "à_la_suite_d' au_lieu_de au_lieu_d' plutôt_que plutôt_qu' du_fait_de du_fait_d' du_fait_du faute_de "
             "auprès_de auprès_des auprès_du par_la_faute_de par_la_faute_d' par_la_faute_du"),
    (t.BY, "par"),
    (t.BY, "de_la_part_de de_la_part_d' de_la_part_du"),
    (t.OF, "de d' du des parmi"),
    (t.FOR, "de d' du des pour"),
    (t.DUE, "à_cause_de à_cause_d' à_cause_du à_cause_des en_raison_de en_raison_d' en_raison_du suite_à suite_au "
            "à_la_suite_de à_la_suite_d' du_fait_de du_fait_d' du_fait_du par_la_faute_de par_la_faute_d' "
            "par_la_faute_du en_raison_des suite_aux"),
    (t.WITHOUT, "sans"),
    (t.INSTEAD, "au_lieu_de au_lieu_d' au_lieu_du plutôt_que plutôt_qu'"),
    (t.CONJ, "et ou mais puis donc ni et_puis"),
    (t.SUB, "que qu' car comme puisque puisqu' alors tandis lorsque lorsqu' quoique"),
    (t.SUB | t.COND, "si afin sauf pourquoi comment"),
    (t.SUB | t.WHEN, "quand lorsque lorsqu' où"),
    (t.REL, "qui que qu' dont laquelle lesquels lesquelles"),
    (t.NOBODY, "nul personne"),
    (t.ROLE | t.NOUN, "personne personnes"),
    (t.GENERIC, "vous tu quiconque"),
    (t.NEG, "ne n' pas jamais point nullement aucunement guère"),
    (t.TO, "de d' à"),
    (t.BE, "est sont était étaient fut furent été être étant serait seraient sera seront serons serez soit soient suis sommes étais "
           "étions fût ait_été n'est"),
    (t.BE | t.PRESENT, "est sont suis sommes sera seront"),
    (t.BE | t.WOULD_WILL, "sera seront serons"),
    (t.BE | t.PAST, "était étaient fut furent étais étions"),
    (t.BE | t.WOULD, "serait seraient"),
    (t.HAVE, "a ont avait avaient ai avons eut eurent avoir ayant aurait auraient aurais aurions ait aient aura auront "
             "avais avions eût eu"),
    (t.HAVE | t.PRESENT, "a ont ai avons"),
    (t.HAVE | t.PAST, "avait avaient eut eurent avais avions"),
    (t.HAVE | t.WOULD, "aurait auraient aurais aurions eût"),
    (t.MODAL | t.MUST, "doit doivent devons dois devra devront devrait devraient devrais devrions faut faudra "
                       "faudrait falloir devoir"),
    (t.MODAL | t.SUPPOSED | t.PAST, "devait devaient devais"),
    (t.MODAL | t.COULD, "peut peuvent pouvait pouvaient pourrait pourraient puisse pourra pourront peux pouvons "
                        "pouvions pouvoir"),
    (t.SHOULD | t.PARTICIPLE, "dû fallu mieux_fait bien_inspiré"),
    (t.COULD | t.PARTICIPLE, "pu"),
    (t.SUPPOSED | t.PARTICIPLE, "censé censée censés censées supposé supposée supposés"),
    (t.ADV, "aussi alors encore toujours souvent parfois ensuite enfin puis donc simplement très trop plus moins bien mal "
            "mieux tout assez presque déjà seulement toutefois cependant néanmoins pourtant également auparavant hier "
            "aujourd'hui demain ici là ainsi même surtout notamment immédiatement tard tôt vite longtemps ailleurs "
            "d'abord tout_de_suite à_nouveau de_nouveau au_préalable en_effet sans_doute peut-être rien plutôt "
            "préalablement non visiblement manifestement tout_simplement malheureusement hélas ce_jour-là à_tort"),
    (t.ADV | t.AGAIN, "la_prochaine_fois à_l'avenir dorénavant désormais à_l'_avenir"),
    (t.ADV | t.ACCIDENT, "par_erreur par_mégarde par_inadvertance par_accident accidentellement involontairement "
                         "par_distraction par_maladresse par_étourderie par_inattention par_mauvaise_manipulation "
                         "par_méprise malencontreusement par_oubli sans_le_vouloir sans_faire_exprès "
                         "par_mauvaise_habitude"),
    (t.ADV | t.BADLY, "mal"),
    (t.ADV | t.BADLY, "à_tort incorrectement indûment prématurément aveuglément hâtivement sciemment abusivement "
                      "erronément à_l'_aveugle dans_la_précipitation sans_réfléchir sans_autorisation "
                      "sans_prévenir sans_y_penser sans_en_informer_personne sans_aucune_autorisation "
                      "au_mépris_des au_mépris_de au_mépris_du sans_précaution sans_aucune_précaution en_toute_hâte "
                      "imprudemment maladroitement de_façon_incorrecte de_manière_incorrecte trop_vite "
                      "trop_rapidement trop_hâtivement"),
    (t.ADV | t.CARELESSLY, "négligemment imprudemment par_négligence par_paresse par_incompétence à_la_légère "
                           "inconsidérément stupidement bêtement avec_légèreté avec_désinvolture "
                           "sans_aucun_soin par_laxisme par_imprudence par_manque_de_rigueur par_je-m'en-foutisme "
                           "de_façon_irresponsable de_manière_irresponsable avec_négligence sans_sérieux"),
    (t.ADV | t.TARDY, "trop_tard trop_longtemps trop_tardivement bien_trop_tard beaucoup_trop_tard trop_lentement"),
    (t.ADV | t.AUTOMATIC, "automatiquement"),
    (t.PERSONAL, "je j'"),
    (t.ANAPHOR, "il elle ils elles celui-ci celle-ci ce_dernier cette_dernière"),
    (t.ANAPHOR | t.PLURAL, "ils elles"),
    (t.WE, "nous on"),
    (t.THING, "ce c' cela ça ceci rien tout"),
    (t.ROLE, "quelqu'un"),
    (t.CROWD, "chacun chacune tout_le_monde tous toutes"),
    (t.POLITE, "merci veuillez"),
    (t.MORE, "plus davantage particulièrement extrêmement très encore_plus beaucoup_plus toujours meilleure meilleur "
             "accrue accru redoublée plus_grande renforcée supplémentaire"),
    (t.ENOUGH, "suffisamment assez"),
    (t.BODY, "lui moi eux elle nous"),
    (t.GOVERNED, "résulte résultant provient provenant découle découlant imputable imputables attribuable attribué "
                 "attribuée dû due liée lié liés consécutif consécutive consécutifs vient issu issue imputé imputée agit "
                 "due_à attribués consécutives"),
    (t.TO_PEOPLE, "à aux au"),
    (t.ON_ME, "de_ma_faute de_sa_faute de_notre_faute de_leur_faute ma_faute sa_faute notre_faute leur_faute"),
]  # fmt: skip

# Each role once, with its feminine where the form differs; plurals are added (see fr.py).
NOUNS: list[tuple[int, str]] = [
    (t.ROLE, "conducteur conductrice agent_de_saisie agent_de_maintenance agent_de_guichet agent_d'_exploitation "
             "ingénieur ingénieure développeur développeuse dev programmeur programmeuse informaticien informaticienne "
             "administrateur administratrice adminsys sysadmin dba sre technicien technicienne exploitant exploitante "
             "prestataire sous-traitant sous-traitante consultant consultante stagiaire alternant alternante apprenti "
             "apprentie collègue collaborateur collaboratrice employé employée salarié salariée chef cheffe directeur "
             "directrice manageur manageuse lead référent référente relecteur relectrice auteur auteure autrice "
             "mainteneur mainteneuse contributeur contributrice testeur testeuse architecte analyste expert experte "
             "spécialiste intervenant intervenante infirmier infirmière médecin pharmacien pharmacienne chirurgien "
             "chirurgienne caissier caissière comptable électricien électricienne mécanicien mécanicienne magasinier "
             "magasinière homme femme gars individu astreinte équipier équipière coéquipier coéquipière intérimaire "
             "bénévole enseignant enseignante professeur chercheur chercheuse standardiste secrétaire trader guichetier "
             "guichetière conseiller conseillère préparateur préparatrice aiguilleur aiguilleuse chauffeur soudeur "
             "monteur monteuse manipulateur manipulatrice radiologue docteur doctoresse interne responsable "
             "permanencier permanencière encadrant encadrante hotliner télévendeur opérateur-pupitreur pupitreur "
             "patron patronne décideur décideuse nouveau_venu nouvelle_recrue nouvel_arrivant nouvelle_arrivante "
             "recrue personnel_d'_astreinte cadre ouvrier ouvrière agente vendeur vendeuse régulateur régulatrice "
             "exploitant_de_nuit biologiste laborantin laborantine anesthésiste officier capitaine contremaître "
             "dirigeant dirigeante rédacteur rédactrice modérateur modératrice webmestre rssi dsi cto pdg"),
    (t.MAYBE, "opérateur opératrice admin"),
    (t.ROBOT, "agent superviseur superviseuse coordinateur coordinatrice gestionnaire pilote "
              "assistant assistante contrôleur contrôleuse manager planificateur éditeur répartiteur"),
    (t.TEAM, "équipe direction management hiérarchie encadrement société entreprise fournisseur hébergeur support "
             "personnel groupe cellule département exploitation organisation partenaire commission filiale squad "
             "administration mairie banque dsi régie"),
    (t.CROWD, "tous toutes équipe ingénieur développeur administrateur opérateur technicien collaborateur collègue "
              "exploitant équipes ingénieurs développeurs administrateurs opérateurs techniciens collaborateurs collègues "
              "exploitants intervenants agents prestataires personnel personnels chacun infirmiers infirmières soignants "
              "employés salariés contributeurs mainteneurs relecteurs administratrices développeuses stagiaires "
              "astreintes responsables managers médecins tout_le_monde membres gens acteurs conseillers caissiers"),
    (t.VICTIM, "utilisateur utilisatrice client cliente joueur joueuse patient patiente abonné abonnée usager usagère "
               "visiteur visiteuse internaute élève étudiant étudiante assuré assurée voyageur voyageuse passager "
               "passagère commerçant commerçante adhérent adhérente citoyen citoyenne acheteur acheteuse attaquant "
               "attaquante pirate lecteur lectrice participant participante spectateur consommateur"),
    (t.MEMBER, "un une membre certains certaines plusieurs aucun aucune deux trois l'un l'une reste plupart majorité"),
    (0, "montant suivant courant participant"),
    (t.TIME, "semaine mois nuit jour journée matin matinée soir soirée heure minute seconde lundi mardi mercredi jeudi "
             "vendredi samedi dimanche week-end janvier février mars avril mai juin juillet août septembre octobre "
             "novembre décembre utc cet moment époque an année fois"),
    (t.HUMAN, "astreinte nuit quart garde permanence équipe humain humaine support maintenance saisie astreintes "
              "production exploitation centre terrain salle projet caisse console"),
    (t.MACHINE, "kubernetes k8s crd helm reconcile réconcilier réconciliation cluster pod pods namespace prometheus "
                "postgres etcd kafka webhook deployment réplica réplicas ingress istio démon processus manifeste api "
                "ressource ressources conteneur conteneurs"),
    (t.HARM_NOUN, "panne incident interruption coupure indisponibilité défaillance perte fuite crash plantage problème "
                  "bug bogue régression dégât dommage dysfonctionnement anomalie accident corruption catastrophe arrêt "
                  "blocage faille retard échec sinistre désastre dégradation suppression saturation situation "
                  "effondrement dérive rupture perturbation"),
    (t.LIVE, "production prod"),
    (t.TEST_ENV, "préproduction préprod pré-production pré-prod recette test tests développement dev staging qualification"),
    (t.ERROR_NOUN, "erreur faute oubli méprise maladresse bévue bourde étourderie omission inadvertance gaffe boulette "
                   "manquement inattention négligence imprudence typo confusion coquille malentendu"),
    (t.WORK_NOUN, "modification commit déploiement changement correctif commande action patch fusion requête migration "
                  "script mise_à_jour intervention manipulation livraison erreur oubli négligence configuration travail "
                  "paramétrage saisie décision imprudence inattention test essai requête merge pr faute opération"),
    (t.ALERT_NOUN, "alerte alarme avertissement message notification mail courriel ticket signal panneau voyant page "
                   "indicateur signalement"),
    (t.GUARD_NOUN, "test vérification revue relecture validation procédure processus consigne étape check-list checklist "
                   "liste runbook mode_opératoire contrôle règle protocole avertissement alerte alarme confirmation "
                   "garde-fou sauvegarde instruction recette approbation sécurité documentation doc précaution norme "
                   "verrouillage phase simulation répétition bonnes_pratiques double_contrôle"),
    (t.DUTY_NOUN, "test tests vérification relecture validation revue approbation autorisation accord sauvegarde contrôle "
                  "concertation vérifications contrôles confirmation consultation avis simulation supervision"),
    (t.VICE_NOUN, "négligence imprudence incompétence étourderie inattention désinvolture laxisme amateurisme "
                  "irresponsabilité paresse insouciance légèreté bêtise je-m'en-foutisme je-m'en-fichisme "
                  "dilettantisme incurie impéritie faute_professionnelle faute_d'_inattention erreur_d'_inattention "
                  "étourderies"),
    (t.VIRTUE_NOUN, "attention rigueur vigilance prudence sérieux professionnalisme discernement soin compétence "
                    "concentration diligence discipline circonspection bon_sens jugement méticulosité conscience_"
                    "professionnelle précaution assiduité"),
    (t.DECISION, "décision choix jugement arbitrage initiative"),
    (t.FAULT_NOUN, "faute responsabilité tort"),
    (t.FAILURE_NOUN, "refus omission négligence"),
    (t.LACK, "manque absence défaut"),
    (t.SCARCE, "insuffisamment insuffisant insuffisante peu trop_peu"),
    (t.SYMPTOM, "symptôme étiquette mythe conséquence effet risque point_de_départ"),
    (t.HUMAN_ERROR, "erreur_humaine erreurs_humaines faute_humaine défaillance_humaine erreur_de_manipulation "
                    "erreurs_de_manipulation mauvaise_manipulation fausse_manipulation fausse_manoeuvre "
                    "erreur_de_manoeuvre erreur_d'_opérateur erreur_opérateur erreur_utilisateur faute_d'_opérateur "
                    "négligence_humaine maladresse_humaine oubli_humain erreur_d'_exploitation facteur_humain "
                    "mauvaise_manoeuvre erreur_d'_un_opérateur erreur_manuelle bévue_humaine inattention_humaine "
                    "boulette_humaine erreur_de_saisie_humaine imprudence_humaine origine_humaine"),
    (t.HUMAN_ERROR_OF, "humain humaine"),
    (t.CAUSE_NOUN, "cause origine raison coupable source explication fautif fautive responsable"),
    (t.GOVERNED, "résultat conséquence fruit cas"),
    (t.MEMBER, "ensemble totalité"),
    (t.AWARENESS, "sensibilisation conscience"),
    (t.REMINDER, "rappel rappels piqûre_de_rappel sensibilisation"),
]  # fmt: skip

ADJECTIVES: list[tuple[int, str]] = [
    (t.ADJ, "nouveau nouvel nouvelle nouveaux nouvelles jeune ancien ancienne premier première second seconde dernier "
            "dernière deuxième autre même seul seule principal grand grande petit petite bon bonne mauvais mauvaise "
            "mauvaises prochain propre simple véritable futur brave pauvre entier entière plein pleine total totale unique fameux fameuse gros grosse vieux"),
    (t.GUILTY, "responsable responsables coupable coupables fautif fautive fautifs fautives en_faute en_tort en_cause "
               "à_blâmer dans_son_tort dans_leur_tort dans_notre_tort"),
    (t.RESPONSIBLE, "responsable responsables"),
    (t.VICE, "négligent négligente négligents négligentes imprudent imprudente imprudents étourdi étourdie incompétent "
             "incompétente incompétents irresponsable irresponsables inattentif inattentive inattentifs distrait "
             "distraite désinvolte désinvoltes paresseux paresseuse maladroit maladroite laxiste laxistes insouciant "
             "insouciante inconscient inconsciente stupide bête naïf naïve inexpérimenté inexpérimentée brouillon "
             "brouillonne incapable peu_rigoureux peu_rigoureuse peu_sérieux peu_sérieuse peu_attentif peu_attentive "
             "peu_professionnel trop_confiant trop_confiante trop_sûr_de_lui pas_à_la_hauteur peu_compétent "
             "mal_préparé inconséquent inconséquente tête_en_l'_air"),
    (t.VIRTUE, "vigilant vigilante vigilants vigilantes prudent prudente prudents prudentes attentif attentive attentifs "
               "attentives rigoureux rigoureuse rigoureuses sérieux sérieuse soigneux soigneuse concentré concentrée "
               "compétent compétente compétents professionnel méticuleux méticuleuse scrupuleux appliqué consciencieux "
               "consciencieuse précautionneux discipliné disciplinés"),
    (t.BAD, "mauvais mauvaise mauvaises malheureux malheureuse désastreux désastreuse irresponsable imprudent imprudente "
            "hâtif hâtive stupide inconsidéré inconsidérée négligent négligente irréfléchi irréfléchie désinvolte "
            "précipité précipitée déplorable calamiteux calamiteuse discutable erroné erronée regrettable"),
    (t.WRONG, "mauvais mauvaise mauvaises erroné erronée erronés erronées"),
    (t.FAULTY, "mauvais mauvaise erroné erronée défectueux défectueuse cassé cassée bogué boguée buggé non_testé non_testée "
               "non_relu non_relue non_validé non_validée incorrect incorrecte"),
    (t.OPEN_STATE, "ouvert ouverte ouverts ouvertes déverrouillé déverrouillée exposé exposée activé activée désactivé "
                   "désactivée débranché débranchée public publique accessible sans_protection branché branchée "
                   "sans_surveillance commenté commentée"),
    (t.ABLE, "en_mesure capable alerté alertés alertée prévenu prévenus capables"),
    (t.NEEDED, "nécessaire nécessaires requis requise indispensable demandée demandé attendue attendu s'impose "
               "exigée souhaitable de_mise impose imposent"),
]  # fmt: skip
